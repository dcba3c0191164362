#include "attesto/jose/jwt.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "attesto/jose/compact.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

/// Whether the header's `typ` is one that this kind of token may have.
bool has_type(const Json& header, const JwtProfile& profile) {
  const Json* typ = header.find("typ");
  if (!typ) return profile.type_may_be_absent;
  if (!typ->string()) return false;
  return std::ranges::any_of(profile.types, [&](std::string_view type) { return is_jwt_type(*typ->string(), type); });
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
  const auto jws = Jws::parse(compact);
  if (!jws) return std::unexpected(jws.error());
  if (!has_type(jws->header(), profile)) return std::unexpected(JwtError::wrong_type);
  const auto payload = jws->verify(keys, profile.algorithms);
  if (!payload) return std::unexpected(payload.error());
  auto claims = parse_claims(*payload);
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
