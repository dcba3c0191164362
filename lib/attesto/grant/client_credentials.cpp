// grant_type=client_credentials - RFC 6749 §4.4.
#include <algorithm>
#include <array>
#include <utility>

#include "attesto/grant/grant.hpp"
#include "attesto/grant/requested.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};
/// Scopes that speak of an end-user mean nothing without one (OIDC Core §5.4, §11).
constexpr std::array<std::string_view, 2> kEndUserScopes = {"openid", "offline_access"};

Result<Scope> requested_scope(const GrantView& view, const TokenRequest& request) {
  const auto text = request.form.find("scope");
  auto scope = Scope::parse(text.value_or(""));
  if (!scope) return fail(ErrorCode::invalid_scope, "scope is malformed", Reason::scope_syntax);
  const bool for_end_users =
      std::ranges::any_of(kEndUserScopes, [&](std::string_view token) { return scope->contains(token); });
  if (for_end_users || !scope->is_subset_of(request.client.scope))
    return fail(ErrorCode::invalid_scope, "scope exceeds what the client is registered for", Reason::scope_not_allowed);
  return narrowed_scope(view, request.client, *std::move(scope));
}

/// The client speaks for itself, so `sub` is its `client_id` (RFC 9068 §2.2). No refresh token:
/// it can ask again (§4.4.3). Writes nothing.
Planned plan(const RequestContext&, const GrantView& view, const TokenRequest& request) {
  ATTESTO_TRY(scope, requested_scope(view, request));
  ATTESTO_TRY(targets, read_targets(view.targets, view.audience, request.client, request.form));
  return IssuePlan{.client_id = request.client.client_id,
                   .subject = Subject(request.client.client_id.view()),
                   .scope = std::move(scope),
                   .audience = targets.resources.empty() ? Audience(view.audience) : std::move(targets.resources),
                   .authorization_details = std::move(targets.authorization_details)};
}

}  // namespace

// "The client credentials grant type MUST only be used by confidential clients."
extern const Grant client_credentials_grant{"client_credentials", kRepeatable, false, {}, plan};

}  // namespace attesto::inline v0
