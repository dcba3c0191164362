#include "attesto/wire/authorization.hpp"

#include <algorithm>
#include <utility>

#include "attesto/wire/base64url.hpp"
#include "attesto/wire/http_message.hpp"
#include "attesto/wire/percent.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

bool is_token68_byte(char c) {
  constexpr std::string_view kMarks = "-._~+/";
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || kMarks.contains(c);
}

/// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_token68(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::ranges::all_of(text, is_token68_byte);
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::optional<std::string> decode_part(std::string_view text) {
  auto decoded = form_decode(text);
  if (!decoded || !is_utf8(*decoded) || has_control(*decoded)) return std::nullopt;
  return decoded;
}

}  // namespace

std::optional<std::string_view> credentials_of_scheme(std::string_view field, std::string_view scheme) noexcept {
  if (field.size() <= scheme.size() || field[scheme.size()] != ' ') return std::nullopt;
  if (!http::equal_ignoring_case(field.substr(0, scheme.size()), scheme)) return std::nullopt;
  field.remove_prefix(scheme.size());
  field.remove_prefix(1);  // exactly one space: the grammar has 1*SP, but proxies make one of several or none
  if (!is_token68(field)) return std::nullopt;
  return field;
}

std::optional<BasicCredentials> parse_basic(std::string_view field) {
  const auto encoded = credentials_of_scheme(field, "Basic");
  if (!encoded) return std::nullopt;
  const auto bytes = base64_decode(*encoded);
  if (!bytes) return std::nullopt;
  const std::string_view text = as_text(*bytes);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto user_id = decode_part(text.substr(0, colon));
  const auto password = decode_part(text.substr(colon + 1));
  if (!user_id || !password) return std::nullopt;
  return BasicCredentials{*std::move(user_id), Secret(*password)};
}

std::optional<std::string_view> parse_bearer(std::string_view field) noexcept {
  return credentials_of_scheme(field, "Bearer");
}

}  // namespace attesto::inline v0
