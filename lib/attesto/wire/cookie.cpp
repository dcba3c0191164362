#include "attesto/wire/cookie.hpp"

#include <algorithm>

namespace attesto::inline v0 {
namespace {

std::string_view trim_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string_view> find_cookie(const http::Request& request, std::string_view name) noexcept {
  for (const http::HeaderView& field : request.headers) {
    if (!http::equal_ignoring_case(field.name, "cookie")) continue;
    std::string_view pairs = field.value;
    while (!pairs.empty()) {
      const std::size_t end = std::min(pairs.find(';'), pairs.size());
      const std::string_view pair = trim_spaces(pairs.substr(0, end));
      pairs.remove_prefix(std::min(end + 1, pairs.size()));
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return std::nullopt;
}

std::string render_set_cookie(const Cookie& cookie) {
  std::string text = cookie.name + '=' + cookie.value + "; Path=/; HttpOnly; SameSite=Lax";
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.secure) text += "; Secure";
  return text;
}

}  // namespace attesto::inline v0
