#include "attesto/token/issue.hpp"

#include <algorithm>
#include <utility>

#include "attesto/token/access_token.hpp"
#include "attesto/token/id_token.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/token/refresh_successor.hpp"

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

Record make_refresh_record(const TokenLifetimes& lifetimes, Instant now, const Secret& value, const IssuePlan& plan) {
  const Authorization& authorization = *plan.authorization;
  const Instant refresh_until = *plan.refresh_until;
  const RefreshToken token{.authorization = authorization,
                           .expires_at = std::min(now + lifetimes.refresh_token, refresh_until),
                           .family_expires_at = refresh_until,
                           .cnf = plan.binds_refresh_token ? plan.cnf : Confirmation{}};
  // The row outlives the token: a used one must be recognised as long as its family lives.
  return {.key = record_key(RecordKind::refresh_token, value.expose()),
          .family = authorization.family,
          .expires_at = refresh_until,
          .body = token.to_json()};
}

/// No key of it is ever taken: whoever inserts one uses the old token up in the same commit.
Record make_successor_record(const IssueSettings& settings, Random& random, const Secret& used_token, FamilyId family,
                             const RefreshSuccessor& successor) {
  return {.key = record_key(RecordKind::refresh_successor, used_token.expose()),
          .family = std::move(family),
          .expires_at = successor.rotated_at + settings.lifetimes.refresh_grace,
          .body = successor.seal(random, used_token.expose())};
}

/// A new refresh token, with the rows that make it count.
Secret add_refresh_token(const IssueSettings& settings, Random& random, Instant now, const IssuePlan& plan,
                         std::vector<Record>& records) {
  Secret value = mint_handle(random, now);
  records.push_back(make_refresh_record(settings.lifetimes, now, value, plan));
  if (!plan.rotated) return value;
  const RefreshSuccessor successor{Secret(value.expose()), plan.scope, plan.audience, plan.authorization_details, now};
  records.push_back(make_successor_record(settings, random, *plan.rotated, plan.authorization->family, successor));
  return value;
}

Instant access_token_expiry(const TokenLifetimes& lifetimes, Instant now, const IssuePlan& plan) {
  const Instant usual = now + lifetimes.access_token;
  return std::min(usual, plan.expires_by.value_or(usual));
}

}  // namespace

Instant remember_revoked_until(const TokenLifetimes& lifetimes, Instant now) {
  return now + lifetimes.refresh_family + lifetimes.access_token;
}

Issued issue_tokens(const IssueSettings& settings, Random& random, Instant now, IssuePlan plan) {
  const Instant expires_at = access_token_expiry(settings.lifetimes, now, plan);
  AccessToken access_token{.iss = std::string(settings.issuer),
                           .aud = plan.audience,
                           .sub = plan.subject,
                           .client_id = plan.client_id,
                           .scope = plan.scope,
                           .jti = mint_identifier(random),
                           .iat = now,
                           .exp = expires_at,
                           .family = plan.family,
                           .cnf = plan.cnf,
                           .act = std::move(plan.act),
                           .may_act = std::move(plan.may_act),
                           .authorization_details = plan.authorization_details};

  Issued issued{.tokens = {.access_token = mint_access_token(settings.access_token_signer, access_token),
                           .token_type = token_type(plan.cnf),
                           .expires_in = std::chrono::floor<std::chrono::seconds>(expires_at - now),
                           .scope = access_token.scope.str(),
                           .authorization_details = std::move(access_token.authorization_details),
                           .issued_token_type = plan.issued_token_type},
                .commit = {.claims = std::move(plan.claims),
                           .remember_revoked_until = remember_revoked_until(settings.lifetimes, now)}};
  if (!plan.authorization) return issued;

  if (plan.with_id_token)
    issued.tokens.id_token = make_id_token(settings, now, *plan.authorization, issued.tokens.access_token);
  if (plan.repeated) issued.tokens.refresh_token = std::move(plan.repeated);
  else if (plan.refresh_until)
    issued.tokens.refresh_token = add_refresh_token(settings, random, now, plan, issued.commit.records);
  return issued;
}

}  // namespace attesto::inline v0
