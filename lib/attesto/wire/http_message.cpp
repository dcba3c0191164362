#include "attesto/wire/http_message.hpp"

#include <algorithm>
#include <stdexcept>

namespace attesto::inline v0::http {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// token = 1*tchar (RFC 9110 §5.6.2)
bool is_token_byte(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kMarks.contains(c);
}

bool is_printable(char c) { return c >= 0x20 && c <= 0x7E; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
  return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

std::string_view Request::path() const noexcept { return target.substr(0, target.find('?')); }

std::string_view Request::query() const noexcept {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
  for (const HeaderView& field : headers) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Request::header_count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(headers, [&](const HeaderView& field) { return equal_ignoring_case(field.name, name); }));
}

bool Request::has_media_type(std::string_view media_type) const noexcept {
  const auto value = header("content-type");
  return value && equal_ignoring_case(trim(value->substr(0, value->find(';'))), media_type);
}

Response& Response::add(std::string_view name, std::string_view value) {
  if (name.empty() || !std::ranges::all_of(name, is_token_byte))
    throw std::invalid_argument("a response header name is not a token");
  if (!std::ranges::all_of(value, is_printable))
    throw std::invalid_argument("a response header value is not printable ASCII");
  headers.push_back({std::string(name), std::string(value)});
  return *this;
}

std::optional<std::string_view> Response::header(std::string_view name) const noexcept {
  for (const Header& field : headers) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

}  // namespace attesto::inline v0::http
