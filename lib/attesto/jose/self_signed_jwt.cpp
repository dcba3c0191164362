#include "attesto/jose/self_signed_jwt.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "attesto/jose/compact.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

/// One token, one key: a second way to name a key is a second opinion about it
/// (RFC 7515 §4.1.2, §4.1.5, §4.1.6, §4.1.11; RFC 7797 §3).
constexpr std::array<std::string_view, 5> kRefusedParameters = {"crit", "b64", "jku", "x5u", "x5c"};

/// The embedded key, if it may be used with exactly this algorithm. The token's own `alg` can't
/// widen what the key says of itself: if the JWK has an `alg`, both must agree (RFC 8725 §3.1).
std::optional<PublicKey> find_embedded_key(const Json& jwk, std::string_view alg, Algorithm algorithm) {
  const auto parsed = parse_jwk(jwk);
  if (!parsed || !fits(algorithm, parsed->key().type()) || !names(alg, algorithm, parsed->key().type()))
    return std::nullopt;
  if (jwk.find("alg") && parsed->algorithm() != algorithm) return std::nullopt;
  return parsed->key();
}

}  // namespace

std::expected<SelfSignedJwt, SelfSignedError> verify_self_signed_jwt(std::string_view compact, std::string_view typ,
                                                                     std::span<const Algorithm> algorithms) {
  const auto segments = split_compact(compact);
  if (!segments) return std::unexpected(SelfSignedError::malformed);
  const auto header = decode_header(segments->header);
  if (!header) return std::unexpected(SelfSignedError::malformed);
  const std::string* type = header->find_string("typ");
  if (!type || !is_jwt_type(*type, typ)) return std::unexpected(SelfSignedError::wrong_type);
  const std::string* alg = header->find_string("alg");
  const auto algorithm = alg ? parse_algorithm(*alg) : std::nullopt;
  if (!algorithm || std::ranges::find(algorithms, *algorithm) == algorithms.end())
    return std::unexpected(SelfSignedError::wrong_algorithm);
  if (std::ranges::any_of(kRefusedParameters, [&](std::string_view name) { return header->find(name) != nullptr; }))
    return std::unexpected(SelfSignedError::critical_header);
  const Json* jwk = header->find("jwk");
  if (!jwk || !jwk->object() || jwk->object()->empty()) return std::unexpected(SelfSignedError::missing_key);
  auto key = find_embedded_key(*jwk, *alg, *algorithm);
  if (!key) return std::unexpected(SelfSignedError::refused_key);
  const auto signature = base64url_decode(segments->signature);
  if (!signature) return std::unexpected(SelfSignedError::malformed);
  if (!key->verify(signature_scheme(*algorithm), as_bytes(segments->signing_input), *signature))
    return std::unexpected(SelfSignedError::wrong_signature);
  auto claims = decode_claims(segments->claims);
  if (!claims) return std::unexpected(SelfSignedError::malformed);
  return SelfSignedJwt(std::move(*claims), std::move(*key));
}

}  // namespace attesto::inline v0
