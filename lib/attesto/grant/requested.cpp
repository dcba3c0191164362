#include "attesto/grant/requested.hpp"

#include <utility>

namespace attesto::inline v0 {

Result<Audience> requested_audience(const Form& form, const Audience& granted) {
  ATTESTO_TRY(requested, read_resources(form));
  auto audience = narrow_audience(requested, granted);
  if (!audience) return fail(ErrorCode::invalid_target, "the resource was not granted", Reason::target_not_granted);
  return *std::move(audience);
}

Result<AuthorizationDetails> requested_authorization_details(const Form& form, const AuthorizationDetails& granted) {
  ATTESTO_TRY(requested, read_authorization_details(form));
  if (requested.empty()) return granted;
  if (!requested.is_subset_of(granted))
    return fail(ErrorCode::invalid_authorization_details, "authorization_details exceed what was granted",
                Reason::authorization_details_wider);
  return std::move(requested);
}

Result<Scope> narrowed_scope(const GrantView& view, const Client& client, Scope scope) {
  if (!view.narrow_scope) return scope;
  auto narrowed = (*view.narrow_scope)(client, scope);
  if (!narrowed) return fail_unavailable(Reason::host_unavailable);
  if (!narrowed->is_subset_of(scope))
    return fail(ErrorCode::server_error, "the scope policy widened the request", Reason::internal_failure);
  return *std::move(narrowed);
}

}  // namespace attesto::inline v0
