#include <algorithm>
#include <array>

#include "attesto/grant/grant.hpp"

namespace attesto::inline v0 {

extern const Grant authorization_code_grant;
extern const Grant refresh_token_grant;
extern const Grant client_credentials_grant;

std::span<const Grant* const> all_grants() {
  static constexpr std::array kAll = {
      &authorization_code_grant,  // RFC 6749 §4.1
      &refresh_token_grant,       // RFC 6749 §6
      &client_credentials_grant,  // RFC 6749 §4.4
  };
  return kAll;
}

const Grant* find_grant(std::string_view type) noexcept {
  const auto found = std::ranges::find(all_grants(), type, &Grant::type);
  return found == all_grants().end() ? nullptr : *found;
}

Result<std::string_view> required(const Form& form, std::string_view name, WireText when_missing) {
  if (const auto value = form.find(name)) return *value;
  return fail(ErrorCode::invalid_request, when_missing, Reason::parameter_missing);
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
