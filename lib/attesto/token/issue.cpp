#include "attesto/token/issue.hpp"

#include <algorithm>
#include <utility>

#include "attesto/token/access_token.hpp"
#include "attesto/token/id_token.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

std::string make_id_token(const IssueSettings& settings, Instant now, const Authorization& authorization,
                          std::string_view access_token) {
  const IdToken id_token{.iss = std::string(settings.issuer),
                         .sub = authorization.subject,
                         .aud = authorization.client_id,
                         .iat = now,
                         .exp = now + settings.lifetimes.id_token,
                         .auth_time = authorization.auth_time,
                         .nonce = authorization.nonce,
                         .acr = authorization.acr,
                         .amr = authorization.amr};
  return mint_id_token(settings.id_token_signer, id_token, access_token);
}

Record make_refresh_record(const TokenLifetimes& lifetimes, Instant now, const Secret& value,
                           const Authorization& authorization, Instant refresh_until) {
  const RefreshToken token{.authorization = authorization,
                           .expires_at = std::min(now + lifetimes.refresh_token, refresh_until),
                           .family_expires_at = refresh_until};
  // The row outlives the token: a used one must be recognised as long as its family lives.
  return {.key = record_key(RecordKind::refresh_token, value.expose()),
          .family = authorization.family,
          .expires_at = refresh_until,
          .body = token.to_json()};
}

}  // namespace

Instant remember_revoked_until(const TokenLifetimes& lifetimes, Instant now) {
  return now + lifetimes.refresh_family + lifetimes.access_token;
}

Issued issue_tokens(const IssueSettings& settings, Random& random, Instant now, IssuePlan plan) {
  const AccessToken access_token{
      .iss = std::string(settings.issuer),
      .aud = std::string(settings.audience),
      .sub = plan.subject,
      .client_id = plan.client_id,
      .scope = std::move(plan.scope),
      .jti = mint_identifier(random),
      .iat = now,
      .exp = now + settings.lifetimes.access_token,
      .family = plan.authorization ? std::optional(plan.authorization->family) : std::nullopt};

  Issued issued{.tokens = {.access_token = mint_access_token(settings.access_token_signer, access_token),
                           .expires_in = settings.lifetimes.access_token,
                           .scope = access_token.scope.str()},
                .commit = {.claims = std::move(plan.claims),
                           .remember_revoked_until = remember_revoked_until(settings.lifetimes, now)}};
  if (!plan.authorization) return issued;

  if (plan.with_id_token)
    issued.tokens.id_token = make_id_token(settings, now, *plan.authorization, issued.tokens.access_token);
  if (plan.refresh_until) {
    issued.tokens.refresh_token = mint_opaque_token(random);
    issued.commit.records.push_back(make_refresh_record(settings.lifetimes, now, *issued.tokens.refresh_token,
                                                        *plan.authorization, *plan.refresh_until));
  }
  return issued;
}

}  // namespace attesto::inline v0
