#include "attesto/jose/jwt.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attesto/wire/base64url.hpp"
#include "attesto/wire/http_message.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr JsonLimits kHeaderLimits{.bytes = kMaxJwtHeaderBytes, .depth = 8, .members = 32};
constexpr JsonLimits kClaimLimits{.bytes = kMaxJwtBytes, .depth = 32, .members = 256};

/// Header parameters that change how a token is read or bring their own key. We trust only keys
/// that we know, so a token that needs one of these is none of ours
/// (RFC 7515 §4.1.2-4.1.6, §4.1.11; RFC 7797 §3; RFC 8725 §3.10).
constexpr std::array<std::string_view, 6> kRefusedParameters = {"crit", "b64", "jku", "jwk", "x5u", "x5c"};

/// The segments of a compact JWS, as received.
struct Segments {
  std::string_view signing_input;
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
};

std::optional<Segments> split(std::string_view compact) {
  if (compact.size() > kMaxJwtBytes) return std::nullopt;
  const std::size_t first = compact.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Segments{.signing_input = compact.substr(0, second),
                  .header = compact.substr(0, first),
                  .claims = compact.substr(first + 1, second - first - 1),
                  .signature = compact.substr(second + 1)};
}

std::optional<Json> decode_object(std::string_view segment, const JsonLimits& limits) {
  const auto bytes = base64url_decode(segment);
  if (!bytes) return std::nullopt;
  auto json = Json::parse(as_text(*bytes), limits);
  if (!json || !json->object()) return std::nullopt;
  return std::move(*json);
}

/// `application/` may be left out of a type, and media types compare without case (RFC 7515 §4.1.9).
bool is_type(std::string_view actual, std::string_view expected) {
  constexpr std::string_view kPrefix = "application/";
  if (actual.size() > kPrefix.size() && http::equal_ignoring_case(actual.substr(0, kPrefix.size()), kPrefix))
    actual.remove_prefix(kPrefix.size());
  return http::equal_ignoring_case(actual, expected);
}

std::expected<const VerificationKey*, JwtError> find_key(const Json& header, std::span<const VerificationKey> keys) {
  const std::string* alg = header.find_string("alg");
  if (!alg) return std::unexpected(JwtError::malformed);
  const auto algorithm = parse_algorithm(*alg);
  if (const Json* kid = header.find("kid")) {
    if (!kid->string()) return std::unexpected(JwtError::malformed);
    const auto found = std::ranges::find(keys, *kid->string(), &VerificationKey::kid);
    if (found == keys.end()) return std::unexpected(JwtError::unknown_key);
    if (algorithm != found->algorithm()) return std::unexpected(JwtError::wrong_algorithm);
    return &*found;
  }
  if (!algorithm) return std::unexpected(JwtError::wrong_algorithm);
  const auto fits = [&](const VerificationKey& key) { return key.algorithm() == *algorithm; };
  const auto found = std::ranges::find_if(keys, fits);
  if (found == keys.end()) return std::unexpected(JwtError::unknown_key);
  if (std::any_of(std::next(found), keys.end(), fits)) return std::unexpected(JwtError::unknown_key);
  return &*found;
}

}  // namespace

std::string sign_jwt(const Signer& signer, std::string_view typ, std::string_view claims) {
  const VerificationKey& key = signer.verification_key();
  std::string header;
  header.reserve(128);
  JsonWriter(header)
      .begin_object()
      .member("alg", to_string(key.algorithm()))
      .member("typ", typ)
      .member("kid", key.kid())
      .end_object();
  std::string compact;
  compact.reserve((header.size() + claims.size()) * 4 / 3 + 128);
  base64url_append(compact, as_bytes(header));
  compact.push_back('.');
  base64url_append(compact, as_bytes(claims));
  const Bytes signature = signer.sign(as_bytes(compact));
  compact.push_back('.');
  base64url_append(compact, signature);
  return compact;
}

std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view compact, std::string_view typ,
                                                std::span<const VerificationKey> keys) {
  const auto segments = split(compact);
  if (!segments) return std::unexpected(JwtError::malformed);
  const auto header = decode_object(segments->header, kHeaderLimits);
  if (!header) return std::unexpected(JwtError::malformed);
  if (std::ranges::any_of(kRefusedParameters, [&](std::string_view name) { return header->find(name) != nullptr; }))
    return std::unexpected(JwtError::critical_header);
  const std::string* type = header->find_string("typ");
  if (!type || !is_type(*type, typ)) return std::unexpected(JwtError::wrong_type);
  const auto key = find_key(*header, keys);
  if (!key) return std::unexpected(key.error());
  const auto signature = base64url_decode(segments->signature);
  if (!signature) return std::unexpected(JwtError::malformed);
  const SignatureScheme scheme = signature_scheme((*key)->algorithm());
  if (!(*key)->key().verify(scheme, as_bytes(segments->signing_input), *signature))
    return std::unexpected(JwtError::wrong_signature);
  auto claims = decode_object(segments->claims, kClaimLimits);
  if (!claims) return std::unexpected(JwtError::malformed);
  return VerifiedJwt(std::move(*claims));
}

}  // namespace attesto::inline v0
