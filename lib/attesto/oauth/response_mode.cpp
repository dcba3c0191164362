#include "attesto/oauth/response_mode.hpp"

#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(ResponseMode mode) noexcept {
  switch (mode) {
    case ResponseMode::query: return "query";
    case ResponseMode::form_post: return "form_post";
  }
  std::unreachable();
}

std::optional<ResponseMode> parse_response_mode(std::string_view name) noexcept {
  for (const ResponseMode mode : kAllResponseModes)
    if (to_string(mode) == name) return mode;
  return std::nullopt;
}

}  // namespace attesto::inline v0
