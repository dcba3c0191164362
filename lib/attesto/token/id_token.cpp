#include "attesto/token/id_token.hpp"

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "JWT";

}  // namespace

std::string half_hash(Algorithm algorithm, std::string_view token) {
  const Bytes whole = digest(hash_claim_digest(algorithm), as_bytes(token));
  return base64url_encode(ByteView(whole).first(whole.size() / 2));
}

std::string mint_id_token(const Signer& signer, const IdToken& token, std::string_view access_token) {
  std::string claims;
  claims.reserve(512);
  JsonWriter out(claims);
  out.begin_object()
      .member("iss", token.iss)
      .member("sub", token.sub.view())
      .member("aud", token.aud.view())
      .member("iat", static_cast<std::int64_t>(to_seconds(token.iat)))
      .member("exp", static_cast<std::int64_t>(to_seconds(token.exp)))
      .member("auth_time", static_cast<std::int64_t>(to_seconds(token.auth_time)));
  if (token.nonce) out.member("nonce", *token.nonce);
  if (!token.acr.empty()) out.member("acr", token.acr);
  if (!token.amr.empty()) {
    out.name("amr").begin_array();
    for (const std::string& method : token.amr) out.value(method);
    out.end_array();
  }
  out.member("at_hash", half_hash(signer.verification_key().algorithm(), access_token));
  out.end_object();
  return sign_jwt(signer, kType, claims);
}

std::optional<Subject> check_id_token_hint(std::string_view compact, std::span<const VerificationKey> keys,
                                           std::string_view issuer, const ClientId& client_id) {
  const auto jwt = verify_jwt(compact, kType, keys);
  if (!jwt) return std::nullopt;
  const std::string* iss = jwt->claims().find_string("iss");
  const std::string* aud = jwt->claims().find_string("aud");
  const std::string* sub = jwt->claims().find_string("sub");
  if (!iss || *iss != issuer || !aud || *aud != client_id.view() || !sub || sub->empty()) return std::nullopt;
  return Subject(*sub);
}

}  // namespace attesto::inline v0
