#include "attesto/policy/profile.hpp"

#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(Profile profile) noexcept {
  switch (profile) {
    case Profile::oauth21: return "oauth21";
    case Profile::oidc: return "oidc";
    case Profile::fapi2_security: return "fapi2_security";
  }
  std::unreachable();
}

std::optional<Profile> parse_profile(std::string_view name) noexcept {
  for (const auto profile : {Profile::oauth21, Profile::oidc, Profile::fapi2_security})
    if (to_string(profile) == name) return profile;
  return std::nullopt;
}

}  // namespace attesto::inline v0
