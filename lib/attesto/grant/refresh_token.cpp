// grant_type=refresh_token - RFC 6749 §6, rotation and reuse: RFC 9700 §4.14.2, OIDC Core §12.
#include <array>
#include <chrono>
#include <utility>

#include "attesto/grant/grant.hpp"
#include "attesto/grant/requested.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/token/refresh_successor.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};

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

/// What the new access token is for.
struct Requested {
  Scope scope;
  Audience audience;
  AuthorizationDetails authorization_details;

  [[nodiscard]] static Result<Requested> parse(const Form& form, const Authorization& granted) {
    ATTESTO_TRY(scope, requested_scope(form, granted.scope));
    ATTESTO_TRY(audience, requested_audience(form, granted.audience));
    ATTESTO_TRY(details, requested_authorization_details(form, granted.authorization_details));
    return Requested{std::move(scope), std::move(audience), std::move(details)};
  }

  /// Whether it is the request that was answered with this successor; no order counts.
  [[nodiscard]] bool is_that_of(const RefreshSuccessor& successor) const {
    return scope.is_subset_of(successor.scope) && successor.scope.is_subset_of(scope) &&
           audience.is_subset_of(successor.audience) && successor.audience.is_subset_of(audience) &&
           authorization_details.is_subset_of(successor.authorization_details) &&
           successor.authorization_details.is_subset_of(authorization_details);
  }
};

IssuePlan make_plan(const RefreshToken& token, Requested requested) {
  IssuePlan issue{.client_id = token.authorization.client_id,
                  .subject = token.authorization.subject,
                  .scope = std::move(requested.scope),
                  .audience = std::move(requested.audience),
                  .authorization_details = std::move(requested.authorization_details),
                  .family = token.authorization.family,
                  .authorization = token.authorization};
  issue.with_id_token = issue.scope.contains("openid");
  // OIDC Core §12.2: "it SHOULD NOT have a nonce Claim" unless it repeats the original one.
  issue.authorization->nonce.reset();
  return issue;
}

/// A used refresh token, and its own client shows it. Within the grace it may be the same request
/// again, whose answer got lost: it brings the same successor, as long as nobody has used that. All
/// else is reuse: a successor that was used shows that the answer had arrived.
Planned plan_retry(const RequestContext& context, const GrantView& view, const TokenRequest& request,
                   std::string_view value, const RefreshToken& token) {
  const Refusal reused({ErrorCode::invalid_grant, "the refresh token was used before", Reason::refresh_reused},
                       token.authorization.family);
  if (view.lifetimes.refresh_grace <= std::chrono::seconds{0}) return std::unexpected(reused);
  const auto kept = view.store.find(record_key(RecordKind::refresh_successor, value));
  if (!kept) return fail_unavailable(Reason::store_unavailable);
  auto successor = *kept ? RefreshSuccessor::open((*kept)->body, value) : std::nullopt;
  if (!successor || context.now - successor->rotated_at > view.lifetimes.refresh_grace) return std::unexpected(reused);
  auto requested = Requested::parse(request.form, token.authorization);
  if (!requested || !requested->is_that_of(*successor)) return std::unexpected(reused);

  const auto next = view.store.find(record_key(RecordKind::refresh_token, successor->token.expose()));
  if (!next) return fail_unavailable(Reason::store_unavailable);
  if (!*next || (*next)->consumed) return std::unexpected(reused);
  // A successor that got bound is no answer to a request without its key.
  const auto next_token = RefreshToken::from_json((*next)->body);
  if (!next_token || !check_binding(next_token->cnf, request.shown)) return std::unexpected(reused);
  if ((*next)->family_revoked)
    return fail(ErrorCode::invalid_grant, "the authorization was revoked", Reason::family_revoked);
  if (token.family_expires_at <= context.now)
    return fail(ErrorCode::invalid_grant, "the refresh token has expired", Reason::refresh_expired);
  if (auto active = check_subject(view, token.authorization.subject); !active) return std::unexpected(active.error());
  IssuePlan issue = make_plan(token, *std::move(requested));
  issue.repeated = std::move(successor->token);
  return issue;
}

/// "sender-constrained or use refresh token rotation" (RFC 9700 §4.14.2): a client that authenticates
/// constrains its tokens by that, a public one by the key that they are bound to.
bool rotates(const GrantView& view, const Client& client, const RefreshToken& token) {
  const bool is_protected = !client.is_public() || !token.cnf.empty();
  const auto rotation = client.refresh_token_rotation.value_or(view.refresh_rotation);
  return !is_protected || rotation == RefreshRotation::always;
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
  if (auto bound = check_binding(token->cnf, request.shown); !bound) return std::unexpected(bound.error());
  if (record.family_revoked)
    return fail(ErrorCode::invalid_grant, "the authorization was revoked", Reason::family_revoked);
  if (record.consumed) return plan_retry(context, view, request, value, *token);
  if (token->expires_at <= context.now)
    return fail(ErrorCode::invalid_grant, "the refresh token has expired", Reason::refresh_expired);
  ATTESTO_TRY(requested, Requested::parse(request.form, token->authorization));
  if (auto active = check_subject(view, token->authorization.subject); !active) return std::unexpected(active.error());

  IssuePlan issue = make_plan(*token, std::move(requested));
  if (!rotates(view, request.client, *token)) {
    issue.repeated.emplace(value);
    return issue;
  }
  issue.refresh_until = token->family_expires_at;
  // With a grace, the loser of a race may be the same client that asked twice: what it is, is
  // decided by what the winner left (plan_retry).
  const bool grace = view.lifetimes.refresh_grace > std::chrono::seconds{0};
  if (grace) issue.rotated.emplace(value);
  issue.claims = {{.key = key, .revoke_on_loss = !grace}};
  return issue;
}

}  // namespace

extern const Grant refresh_token_grant{"refresh_token", kRepeatable, true, {.end_users = true}, plan};

}  // namespace attesto::inline v0
