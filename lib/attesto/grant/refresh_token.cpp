// grant_type=refresh_token - RFC 6749 §6, rotation and reuse: RFC 9700 §4.14.2, OIDC Core §12.
#include <utility>

#include "attesto/grant/grant.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

/// The scope of the new access token: what was asked for, or all that was granted.
Result<Scope> requested_scope(const Form& form, const Scope& granted) {
  const auto text = form.find("scope");
  if (!text) return granted;
  auto scope = Scope::parse(*text);
  if (!scope) return fail(ErrorCode::invalid_scope, "scope is malformed", Reason::scope_syntax);
  // "MUST NOT include any scope not originally granted by the resource owner"
  if (!scope->is_subset_of(granted))
    return fail(ErrorCode::invalid_scope, "scope exceeds what was granted", Reason::refresh_scope_wider);
  return *std::move(scope);
}

Planned plan(const RequestContext& context, const GrantView& view, const TokenRequest& request) {
  ATTESTO_TRY(value, required(request.form, "refresh_token", "the refresh_token parameter is missing"));
  const RecordKey key = record_key(RecordKind::refresh_token, value);
  const auto found = view.store.find(key);
  if (!found) return fail_unavailable(Reason::store_unavailable);
  if (!*found) return fail(ErrorCode::invalid_grant, "the refresh token is not valid", Reason::refresh_unknown);
  const StoredRecord& record = **found;
  const auto token = RefreshToken::from_json(record.body);
  if (!token) return fail(ErrorCode::server_error, "the refresh token can not be read", Reason::internal_failure);
  // Before anything that could tell a stranger about the token.
  if (token->authorization.client_id != request.client.client_id)
    return fail(ErrorCode::invalid_grant, "the refresh token is not valid", Reason::refresh_other_client);
  if (record.family_revoked)
    return fail(ErrorCode::invalid_grant, "the authorization was revoked", Reason::family_revoked);
  if (record.consumed)
    return std::unexpected(
        Refusal({ErrorCode::invalid_grant, "the refresh token was used before", Reason::refresh_reused},
                token->authorization.family));
  if (token->expires_at <= context.now)
    return fail(ErrorCode::invalid_grant, "the refresh token has expired", Reason::refresh_expired);
  ATTESTO_TRY(scope, requested_scope(request.form, token->authorization.scope));
  if (auto active = check_subject(view, token->authorization.subject); !active) return std::unexpected(active.error());

  IssuePlan issue{.client_id = request.client.client_id,
                  .subject = token->authorization.subject,
                  .scope = std::move(scope),
                  .authorization = token->authorization,
                  .refresh_until = token->family_expires_at,
                  .claims = {{.key = key, .revoke_on_loss = true}}};
  issue.with_id_token = issue.scope.contains("openid");
  // OIDC Core §12.2: "it SHOULD NOT have a nonce Claim" unless it repeats the original one.
  issue.authorization->nonce.reset();
  return issue;
}

}  // namespace

extern const Grant refresh_token_grant{"refresh_token", {}, true, plan};

}  // namespace attesto::inline v0
