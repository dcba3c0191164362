#include "apps/attesto/text_check.hpp"

#include <algorithm>

#include "attesto/wire/utf8.hpp"

namespace attesto_cli {

std::optional<std::string> find_name_fault(std::string_view name) {
  constexpr std::size_t kMaxBytes = 255;
  if (name.empty()) return "is empty";
  if (name.size() > kMaxBytes) return "is longer than 255 bytes";
  if (!attesto::is_utf8(name)) return "is not UTF-8";
  if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return "has a control character";
  if (name.starts_with(' ') || name.ends_with(' ')) return "begins or ends with a space";
  return std::nullopt;
}

}  // namespace attesto_cli
