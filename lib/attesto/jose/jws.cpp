#include "attesto/jose/jws.hpp"

#include <algorithm>
#include <array>

#include "attesto/jose/compact.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

/// Header parameters that change how a token is read or bring their own key. We trust only keys
/// that we know, so a token that needs one of these is none of ours
/// (RFC 7515 §4.1.2-4.1.6, §4.1.11; RFC 7516 §4.1.3; RFC 7797 §3; RFC 8725 §3.6, §3.10).
constexpr std::array<std::string_view, 7> kRefusedParameters = {"crit", "b64", "zip", "jku", "jwk", "x5u", "x5c"};

std::expected<const VerificationKey*, JwtError> find_key(const Json& header, std::span<const VerificationKey> keys) {
  const std::string* alg = header.find_string("alg");
  if (!alg) return std::unexpected(JwtError::malformed);
  const auto is_named = [&](const VerificationKey& key) { return names(*alg, key.algorithm(), key.key().type()); };
  if (const Json* kid = header.find("kid")) {
    if (!kid->string()) return std::unexpected(JwtError::malformed);
    const auto found = std::ranges::find(keys, *kid->string(), &VerificationKey::kid);
    if (found == keys.end()) return std::unexpected(JwtError::unknown_key);
    if (!is_named(*found)) return std::unexpected(JwtError::wrong_algorithm);
    return &*found;
  }
  if (!parse_algorithm(*alg)) return std::unexpected(JwtError::wrong_algorithm);
  const auto found = std::ranges::find_if(keys, is_named);
  if (found == keys.end()) return std::unexpected(JwtError::unknown_key);
  if (std::any_of(std::next(found), keys.end(), is_named)) return std::unexpected(JwtError::unknown_key);
  return &*found;
}

}  // namespace

std::expected<Jws, JwtError> Jws::parse(std::string_view compact) {
  const auto segments = split_compact(compact);
  if (!segments) return std::unexpected(JwtError::malformed);
  auto header = decode_header(segments->header);
  if (!header) return std::unexpected(JwtError::malformed);
  if (std::ranges::any_of(kRefusedParameters, [&](std::string_view name) { return header->find(name) != nullptr; }))
    return std::unexpected(JwtError::critical_header);
  return Jws(*std::move(header), segments->signing_input, segments->claims, segments->signature);
}

std::expected<Bytes, JwtError> Jws::verify(std::span<const VerificationKey> keys,
                                           std::span<const Algorithm> algorithms) const {
  const auto key = find_key(header_, keys);
  if (!key) return std::unexpected(key.error());
  if (std::ranges::find(algorithms, (*key)->algorithm()) == algorithms.end())
    return std::unexpected(JwtError::wrong_algorithm);
  const auto signature = base64url_decode(signature_);
  if (!signature) return std::unexpected(JwtError::malformed);
  const SignatureScheme scheme = signature_scheme((*key)->algorithm());
  if (!(*key)->key().verify(scheme, as_bytes(signing_input_), *signature))
    return std::unexpected(JwtError::wrong_signature);
  auto payload = base64url_decode(payload_);
  if (!payload) return std::unexpected(JwtError::malformed);
  return *std::move(payload);
}

}  // namespace attesto::inline v0
