#include "attesto/endpoint/endpoint.hpp"

#include <algorithm>

namespace attesto::inline v0 {

bool allows(std::string_view allow, std::string_view method) noexcept {
  while (!allow.empty()) {
    const std::size_t end = std::min(allow.find(", "), allow.size());
    if (allow.substr(0, end) == method) return true;
    allow.remove_prefix(std::min(end + 2, allow.size()));
  }
  return false;
}

}  // namespace attesto::inline v0
