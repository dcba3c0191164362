#include "attesto/token/access_token.hpp"

#include <utility>

#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "at+jwt";
/// How far the clocks of two servers of one issuer may differ.
constexpr std::chrono::seconds kSkew{60};
constexpr std::size_t kMaxJtiBytes = 256;

/// Absent means none; of another type or malformed is nothing that we minted.
std::optional<Scope> read_scope(const Json* scope) {
  if (!scope) return Scope{};
  if (!scope->string()) return std::nullopt;
  return Scope::parse(*scope->string());
}

/// Whether the token counts now.
std::optional<AccessTokenError> check_times(const AccessToken& token, std::optional<Instant> nbf, Instant now) {
  // "The current time MUST be before the time represented by the exp claim."
  if (token.exp <= now) return AccessTokenError::expired;
  if (token.iat > now + kSkew || nbf.value_or(now) > now + kSkew) return AccessTokenError::untrusted;
  return std::nullopt;
}

/// What names the token and whom it is about; all of it is required (RFC 9068 §2.2).
bool read_names(const Json& claims, AccessToken& token) {
  const std::string* sub = claims.find_string("sub");
  const std::string* client_id = claims.find_string("client_id");
  const std::string* jti = claims.find_string("jti");
  if (!sub || sub->empty() || !client_id || client_id->empty() || !jti || jti->empty() || jti->size() > kMaxJtiBytes)
    return false;
  token.sub = Subject(*sub);
  token.client_id = ClientId(*client_id);
  token.jti = *jti;
  return true;
}

/// What a token may go without, but not have wrong.
bool read_rest(const Json& claims, AccessToken& token) {
  auto scope = read_scope(claims.find("scope"));
  auto cnf = find_confirmation(claims);
  auto act = find_actors(claims);
  auto may_act = find_may_act(claims);
  auto details = find_authorization_details(claims);
  const Json* family = claims.find("grant_id");
  if (!scope || !cnf || !act || !may_act || !details || (family && !family->string())) return false;
  token.scope = *std::move(scope);
  token.cnf = *std::move(cnf);
  token.act = *std::move(act);
  token.may_act = *std::move(may_act);
  token.authorization_details = *std::move(details);
  if (family) token.family = FamilyId(*family->string());
  return true;
}

/// @param audience  who must be among those that the token is for; absent: anyone
std::expected<AccessToken, AccessTokenError> check(std::string_view compact, std::span<const VerificationKey> keys,
                                                   std::string_view issuer, std::optional<std::string_view> audience,
                                                   Instant now) {
  const auto jwt = verify_jwt(compact, kType, keys);
  if (!jwt) return std::unexpected(AccessTokenError::untrusted);
  const Json& claims = jwt->claims();
  const std::string* iss = claims.find_string("iss");
  if (!iss || *iss != issuer) return std::unexpected(AccessTokenError::untrusted);
  auto aud = find_audience(claims);
  if (!aud || (audience && !aud->contains(*audience))) return std::unexpected(AccessTokenError::wrong_audience);
  const auto times = find_time_claims(claims);
  if (!times || !times->exp || !times->iat) return std::unexpected(AccessTokenError::untrusted);

  AccessToken token{.iss = *iss,
                    .aud = *std::move(aud),
                    .sub = Subject(""),
                    .client_id = ClientId(""),
                    .jti = {},
                    .iat = *times->iat,
                    .exp = *times->exp};
  if (const auto error = check_times(token, times->nbf, now)) return std::unexpected(*error);
  if (!read_names(claims, token) || !read_rest(claims, token)) return std::unexpected(AccessTokenError::untrusted);
  return token;
}

}  // namespace

std::string mint_access_token(const Signer& signer, const AccessToken& token) {
  std::string claims;
  claims.reserve(512);
  JsonWriter out(claims);
  out.begin_object().member("iss", token.iss);
  write_audience(out, token.aud);
  out.member("sub", token.sub.view())
      .member("client_id", token.client_id.view())
      .member("jti", token.jti)
      .member("iat", static_cast<std::int64_t>(to_seconds(token.iat)))
      .member("exp", static_cast<std::int64_t>(to_seconds(token.exp)));
  // A scope has at least one scope-token (RFC 6749 §3.3), so an empty one is left out.
  if (!token.scope.empty()) out.member("scope", token.scope.str());
  if (token.family) out.member("grant_id", token.family->view());
  write_confirmation(out, token.cnf);
  write_actors(out, token.act);
  write_may_act(out, token.may_act);
  write_authorization_details(out, token.authorization_details);
  out.end_object();
  return sign_jwt(signer, kType, claims);
}

std::expected<AccessToken, AccessTokenError> check_access_token(std::string_view compact,
                                                                std::span<const VerificationKey> keys,
                                                                const AccessPolicy& policy, Instant now) {
  return check(compact, keys, policy.issuer, policy.audience, now);
}

std::expected<AccessToken, AccessTokenError> check_issued_token(std::string_view compact,
                                                                std::span<const VerificationKey> keys,
                                                                std::string_view issuer, Instant now) {
  return check(compact, keys, issuer, std::nullopt, now);
}

}  // namespace attesto::inline v0
