#include "attesto/jose/jwt.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attesto/jose/compact.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

/// Header parameters that change how a token is read or bring their own key. We trust only keys
/// that we know, so a token that needs one of these is none of ours
/// (RFC 7515 §4.1.2-4.1.6, §4.1.11; RFC 7797 §3; RFC 8725 §3.10).
constexpr std::array<std::string_view, 6> kRefusedParameters = {"crit", "b64", "jku", "jwk", "x5u", "x5c"};

/// Whether the header's `typ` is one that this kind of token may have.
bool has_type(const Json& header, const JwtProfile& profile) {
  const Json* typ = header.find("typ");
  if (!typ) return profile.type_may_be_absent;
  if (!typ->string()) return false;
  return std::ranges::any_of(profile.types, [&](std::string_view type) { return is_jwt_type(*typ->string(), type); });
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

std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view compact, const JwtProfile& profile,
                                                std::span<const VerificationKey> keys) {
  const auto segments = split_compact(compact);
  if (!segments) return std::unexpected(JwtError::malformed);
  const auto header = decode_header(segments->header);
  if (!header) return std::unexpected(JwtError::malformed);
  if (std::ranges::any_of(kRefusedParameters, [&](std::string_view name) { return header->find(name) != nullptr; }))
    return std::unexpected(JwtError::critical_header);
  if (!has_type(*header, profile)) return std::unexpected(JwtError::wrong_type);
  const auto key = find_key(*header, keys);
  if (!key) return std::unexpected(key.error());
  if (std::ranges::find(profile.algorithms, (*key)->algorithm()) == profile.algorithms.end())
    return std::unexpected(JwtError::wrong_algorithm);
  const auto signature = base64url_decode(segments->signature);
  if (!signature) return std::unexpected(JwtError::malformed);
  const SignatureScheme scheme = signature_scheme((*key)->algorithm());
  if (!(*key)->key().verify(scheme, as_bytes(segments->signing_input), *signature))
    return std::unexpected(JwtError::wrong_signature);
  auto claims = decode_claims(segments->claims);
  if (!claims) return std::unexpected(JwtError::malformed);
  return VerifiedJwt(std::move(*claims));
}

std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view compact, std::string_view typ,
                                                std::span<const VerificationKey> keys) {
  return verify_jwt(compact, JwtProfile{.types = {&typ, 1}, .algorithms = kAllAlgorithms}, keys);
}

std::optional<Json> peek_claims(std::string_view compact) {
  const auto segments = split_compact(compact);
  return segments ? decode_claims(segments->claims) : std::nullopt;
}

}  // namespace attesto::inline v0
