#include "attesto/oauth/refresh_rotation.hpp"

#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(RefreshRotation rotation) noexcept {
  switch (rotation) {
    case RefreshRotation::always: return "always";
    case RefreshRotation::unless_protected: return "unless_protected";
  }
  std::unreachable();
}

std::optional<RefreshRotation> parse_refresh_rotation(std::string_view name) noexcept {
  for (const auto rotation : {RefreshRotation::always, RefreshRotation::unless_protected})
    if (to_string(rotation) == name) return rotation;
  return std::nullopt;
}

}  // namespace attesto::inline v0
