#include "attesto/token/introspection.hpp"

#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "token-introspection+jwt";

std::int64_t seconds(Instant instant) { return to_seconds(instant); }

void write_introspection(JsonWriter& out, const std::optional<ActiveToken>& token) {
  out.begin_object().member("active", token.has_value());
  if (token) {
    out.member("iss", token->iss);
    if (!token->aud.empty()) write_audience(out, token->aud);
    out.member("sub", token->sub.view()).member("client_id", token->client_id.view());
    if (!token->scope.empty()) out.member("scope", token->scope.str());
    if (token->jti) out.member("jti", *token->jti);
    if (token->iat) out.member("iat", seconds(*token->iat));
    out.member("exp", seconds(token->exp));
    if (token->is_access_token) out.member("token_type", token_type(token->cnf));
    write_confirmation(out, token->cnf);
    write_actors(out, token->act);
    write_may_act(out, token->may_act);
    write_authorization_details(out, token->authorization_details);
    if (token->auth_time) out.member("auth_time", seconds(*token->auth_time));
    if (!token->acr.empty()) out.member("acr", token->acr);
  }
  out.end_object();
}

}  // namespace

std::string render_introspection(const std::optional<ActiveToken>& token) {
  std::string body;
  JsonWriter out(body);
  write_introspection(out, token);
  return body;
}

std::string mint_introspection_jwt(const Signer& signer, std::string_view issuer, const ClientId& resource,
                                   const std::optional<ActiveToken>& token, Instant now) {
  std::string claims;
  claims.reserve(512);
  JsonWriter out(claims);
  out.begin_object().member("iss", issuer).member("aud", resource.view()).member("iat", seconds(now));
  out.name("token_introspection");
  write_introspection(out, token);
  out.end_object();
  return sign_jwt(signer, kType, claims);
}

std::expected<Json, IntrospectionJwtError> check_introspection_jwt(std::string_view compact,
                                                                   std::span<const VerificationKey> keys,
                                                                   const IntrospectionPolicy& policy) {
  const auto jwt = verify_jwt(compact, kType, keys);
  if (!jwt) return std::unexpected(IntrospectionJwtError::untrusted);
  const Json& claims = jwt->claims();
  const std::string* iss = claims.find_string("iss");
  const auto times = find_time_claims(claims);
  if (!iss || *iss != policy.issuer || !times || !times->iat) return std::unexpected(IntrospectionJwtError::untrusted);
  const std::string* aud = claims.find_string("aud");
  if (!aud || *aud != policy.resource.view()) return std::unexpected(IntrospectionJwtError::wrong_audience);
  const Json* introspection = claims.find("token_introspection");
  const Json* active = introspection ? introspection->find("active") : nullptr;
  if (!active || !active->boolean() || claims.find("sub") || claims.find("exp"))
    return std::unexpected(IntrospectionJwtError::malformed);
  return *introspection;
}

}  // namespace attesto::inline v0
