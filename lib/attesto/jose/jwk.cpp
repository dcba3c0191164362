#include "attesto/jose/jwk.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "attesto/jose/key_members.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

/// Members of a private or symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
constexpr std::array<std::string_view, 8> kSecretMembers = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

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

std::expected<PublicKey, KeyError> parse_curve_key(const Json& jwk, bool is_okp) {
  const std::string* crv = jwk.find_string("crv");
  if (!crv) return std::unexpected(KeyError::malformed);
  const auto curve = parse_curve(*crv);
  if (!curve) return std::unexpected(KeyError::unsupported);
  auto x = decode_member(jwk, "x");
  if (!x) return std::unexpected(x.error());
  if (is_okp) return PublicKey::from_ed(*curve, *x);
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

/// Whether `use` and `key_ops`, where present, allow verifying (RFC 7517 §4.2, §4.3).
std::expected<void, KeyError> check_purpose(const Json& jwk) {
  if (const Json* use = jwk.find("use")) {
    if (!use->string()) return std::unexpected(KeyError::malformed);
    if (*use->string() != "sig") return std::unexpected(KeyError::unsupported);
  }
  const Json* key_ops = jwk.find("key_ops");
  if (!key_ops) return {};
  const Json::Array* operations = key_ops->array();
  if (!operations) return std::unexpected(KeyError::malformed);
  std::set<std::string_view> names;
  for (const Json& operation : *operations)
    if (!operation.string() || !names.insert(*operation.string()).second) return std::unexpected(KeyError::malformed);
  if (!names.contains("verify")) return std::unexpected(KeyError::unsupported);
  return {};
}

std::expected<Algorithm, KeyError> choose_algorithm(const Json& jwk, KeyType type) {
  const Json* alg = jwk.find("alg");
  if (!alg) return default_algorithm(type);
  if (!alg->string()) return std::unexpected(KeyError::malformed);
  const auto algorithm = parse_algorithm(*alg->string());
  if (!algorithm) return std::unexpected(KeyError::unsupported);
  return *algorithm;
}

}  // namespace

Json to_jwk(const VerificationKey& key) {
  Json::Object jwk = key_members(key.key());
  jwk.emplace_back("alg", to_string(key.algorithm()));
  jwk.emplace_back("use", "sig");
  jwk.emplace_back("kid", key.kid());
  return jwk;
}

std::string render_jwk_set(std::span<const VerificationKey> keys) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().name("keys").begin_array();
  std::set<std::string_view> written;
  for (const VerificationKey& key : keys)
    if (written.insert(key.kid()).second) writer.value(to_jwk(key));
  writer.end_array().end_object();
  return out;
}

std::expected<VerificationKey, KeyError> parse_jwk(const Json& jwk) {
  if (!jwk.object()) return std::unexpected(KeyError::malformed);
  if (std::ranges::any_of(kSecretMembers, [&](std::string_view name) { return jwk.find(name) != nullptr; }))
    return std::unexpected(KeyError::malformed);
  if (const auto purpose = check_purpose(jwk); !purpose) return std::unexpected(purpose.error());
  auto key = parse_key(jwk);
  if (!key) return std::unexpected(key.error());
  const auto algorithm = choose_algorithm(jwk, key->type());
  if (!algorithm) return std::unexpected(algorithm.error());
  const Json* kid = jwk.find("kid");
  if (kid && (!kid->string() || kid->string()->empty())) return std::unexpected(KeyError::malformed);
  return VerificationKey::create(std::move(*key), *algorithm, kid ? *kid->string() : std::string());
}

}  // namespace attesto::inline v0
