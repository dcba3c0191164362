#include "attesto/jose/key_members.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

struct CurveName {
  KeyType type;
  std::string_view name;
};
constexpr std::array kCurveNames = {CurveName{KeyType::ec_p256, "P-256"}, CurveName{KeyType::ec_p384, "P-384"},
                                    CurveName{KeyType::ec_p521, "P-521"}, CurveName{KeyType::ed25519, "Ed25519"},
                                    CurveName{KeyType::ed448, "Ed448"},   CurveName{KeyType::x25519, "X25519"}};

/// Members of a private or symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
constexpr std::array<std::string_view, 8> kSecretMembers = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

std::string_view curve_name(KeyType type) { return std::ranges::find(kCurveNames, type, &CurveName::type)->name; }

std::expected<Bytes, KeyError> decode_member(const Json& jwk, std::string_view name) {
  const std::string* text = jwk.find_string(name);
  if (!text) return std::unexpected(KeyError::malformed);
  auto bytes = base64url_decode(*text);
  if (!bytes) return std::unexpected(KeyError::malformed);
  return std::move(*bytes);
}

std::expected<PublicKey, KeyError> parse_rsa(const Json& jwk) {
  auto n = decode_member(jwk, "n");
  auto e = decode_member(jwk, "e");
  if (!n || !e) return std::unexpected(KeyError::malformed);
  return PublicKey::from_rsa({.n = std::move(*n), .e = std::move(*e)});
}

std::optional<KeyType> parse_curve(std::string_view name) {
  const auto* found = std::ranges::find(kCurveNames, name, &CurveName::name);
  if (found == kCurveNames.end()) return std::nullopt;
  return found->type;
}

std::expected<PublicKey, KeyError> parse_curve_key(const Json& jwk, bool is_okp) {
  const std::string* crv = jwk.find_string("crv");
  if (!crv) return std::unexpected(KeyError::malformed);
  const auto curve = parse_curve(*crv);
  if (!curve) return std::unexpected(KeyError::unsupported);
  auto x = decode_member(jwk, "x");
  if (!x) return std::unexpected(x.error());
  if (is_okp) return *curve == KeyType::x25519 ? PublicKey::from_x25519(*x) : PublicKey::from_ed(*curve, *x);
  auto y = decode_member(jwk, "y");
  if (!y) return std::unexpected(y.error());
  return PublicKey::from_ec(*curve, {.x = std::move(*x), .y = std::move(*y)});
}

std::expected<PublicKey, KeyError> parse_key(const Json& jwk) {
  const std::string* kty = jwk.find_string("kty");
  if (!kty) return std::unexpected(KeyError::malformed);
  if (*kty == "RSA") return parse_rsa(jwk);
  if (*kty == "EC" || *kty == "OKP") return parse_curve_key(jwk, *kty == "OKP");
  return std::unexpected(KeyError::unsupported);
}

/// "The key in the first certificate MUST match the public key represented by other members of the JWK."
std::expected<void, KeyError> check_certificate(const Json& jwk, const PublicKey& key) {
  const Json* x5c = jwk.find("x5c");
  if (!x5c) return {};
  const Json::Array* chain = x5c->array();
  if (!chain || chain->empty() || !chain->front().string()) return std::unexpected(KeyError::malformed);
  const auto der = base64_decode(*chain->front().string());
  if (!der) return std::unexpected(KeyError::malformed);
  const auto certified = PublicKey::from_certificate(*der);
  if (!certified || key_members(*certified) != key_members(key)) return std::unexpected(KeyError::malformed);
  return {};
}

}  // namespace

Json::Object key_members(const PublicKey& key) {
  switch (key.type()) {
    case KeyType::rsa: {
      const RsaComponents rsa = key.rsa();
      return {{"e", base64url_encode(rsa.e)}, {"kty", "RSA"}, {"n", base64url_encode(rsa.n)}};
    }
    case KeyType::ed25519:
    case KeyType::ed448: return {{"crv", curve_name(key.type())}, {"kty", "OKP"}, {"x", base64url_encode(key.ed())}};
    case KeyType::x25519:
      return {{"crv", curve_name(key.type())}, {"kty", "OKP"}, {"x", base64url_encode(key.x25519())}};
    default: {
      const EcComponents ec = key.ec();
      return {
          {"crv", curve_name(key.type())}, {"kty", "EC"}, {"x", base64url_encode(ec.x)}, {"y", base64url_encode(ec.y)}};
    }
  }
}

std::expected<PublicKey, KeyError> parse_key_members(const Json& jwk) {
  if (!jwk.object() || has_secret_members(jwk)) return std::unexpected(KeyError::malformed);
  auto key = parse_key(jwk);
  if (!key) return key;
  if (const auto matches = check_certificate(jwk, *key); !matches) return std::unexpected(matches.error());
  return key;
}

std::expected<void, KeyError> check_purpose(const Json& jwk, std::string_view wanted_use,
                                            std::span<const std::string_view> operations) {
  if (const Json* use = jwk.find("use")) {
    if (!use->string()) return std::unexpected(KeyError::malformed);
    if (*use->string() != wanted_use) return std::unexpected(KeyError::unsupported);
  }
  const Json* key_ops = jwk.find("key_ops");
  if (!key_ops) return {};
  if (!key_ops->array()) return std::unexpected(KeyError::malformed);
  std::set<std::string_view> names;
  for (const Json& operation : *key_ops->array())
    if (!operation.string() || !names.insert(*operation.string()).second) return std::unexpected(KeyError::malformed);
  if (std::ranges::none_of(operations, [&](std::string_view operation) { return names.contains(operation); }))
    return std::unexpected(KeyError::unsupported);
  return {};
}

std::expected<std::string, KeyError> parse_kid(const Json& jwk) {
  const Json* kid = jwk.find("kid");
  if (!kid) return std::string();
  if (!kid->string() || kid->string()->empty()) return std::unexpected(KeyError::malformed);
  return *kid->string();
}

bool has_secret_members(const Json& jwk) noexcept {
  return std::ranges::any_of(kSecretMembers, [&](std::string_view name) { return jwk.find(name) != nullptr; });
}

}  // namespace attesto::inline v0
