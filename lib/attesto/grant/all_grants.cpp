#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "attesto/grant/grant.hpp"

namespace attesto::inline v0 {

extern const Grant authorization_code_grant;
extern const Grant refresh_token_grant;
extern const Grant client_credentials_grant;
extern const Grant token_exchange_grant;

std::span<const Grant* const> all_grants() {
  static constexpr std::array kAll = {
      &authorization_code_grant,  // RFC 6749 §4.1
      &refresh_token_grant,       // RFC 6749 §6
      &client_credentials_grant,  // RFC 6749 §4.4
      &token_exchange_grant,      // RFC 8693
  };
  return kAll;
}

std::vector<const Grant*> offered_grants(const GrantNeeds& configured, std::span<const Grant* const> own) {
  std::vector<const Grant*> grants;
  for (const auto some : {all_grants(), own})
    std::ranges::copy_if(some, std::back_inserter(grants),
                         [&](const Grant* grant) { return grant && grant->needs.are_met_by(configured); });
  return grants;
}

const Grant* find_grant(std::span<const Grant* const> grants, std::string_view type) noexcept {
  const auto found = std::ranges::find(grants, type, &Grant::type);
  return found == grants.end() ? nullptr : *found;
}

bool serve_public_clients(std::span<const Grant* const> grants) noexcept {
  return std::ranges::any_of(grants, &Grant::for_public_clients);
}

std::vector<std::string_view> repeatable_parameters(std::span<const Grant* const> grants) {
  std::vector<std::string_view> names;
  for (const Grant* grant : grants) names.insert(names.end(), grant->repeatable.begin(), grant->repeatable.end());
  return names;
}

Result<std::string_view> required(const Form& form, std::string_view name, WireText when_missing) {
  if (const auto value = form.find(name)) return *value;
  return fail(ErrorCode::invalid_request, when_missing, Reason::parameter_missing);
}

Result<void> check_binding(const Confirmation& bound, const ShownProofs& shown) {
  const auto held = check_possession(bound, shown);
  if (held) return {};
  return fail(ErrorCode::invalid_grant, "the grant is bound to a key that the request does not prove",
              to_error(held.error()).reason);
}

Result<void> check_subject(const GrantView& view, const Subject& subject) {
  if (!view.subject_is_active || !*view.subject_is_active) return {};
  const auto active = (**view.subject_is_active)(subject);
  if (!active) return fail_unavailable(Reason::host_unavailable);
  if (!*active)
    return fail(ErrorCode::invalid_grant, "the end-user may not receive tokens any more", Reason::subject_gone);
  return {};
}

}  // namespace attesto::inline v0
