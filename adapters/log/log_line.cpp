#include "adapters/log/log_line.hpp"

#include <array>
#include <utility>

#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

void append_digits(std::string& out, unsigned value, int width) {
  const std::string digits = std::to_string(value);
  out.append(static_cast<std::size_t>(width) > digits.size() ? static_cast<std::size_t>(width) - digits.size() : 0,
             '0');
  out += digits;
}

void append_u16_escape(std::string& out, char32_t unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(unit >> shift) & 0xF];
}

/// A character outside ASCII as JSON escapes (RFC 8259 §7: a surrogate pair above U+FFFF).
void append_escaped(std::string& out, char32_t character) {
  if (character < 0x10000) return append_u16_escape(out, character);
  append_u16_escape(out, 0xD800 + ((character - 0x10000) >> 10));
  append_u16_escape(out, 0xDC00 + ((character - 0x10000) & 0x3FF));
}

/// Takes one character off the front of well-formed UTF-8.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  constexpr std::array<unsigned, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t character = first & kLeadBits[size];
  for (const char c : text.substr(1, size - 1)) character = (character << 6) | (static_cast<unsigned char>(c) & 0x3Fu);
  text.remove_prefix(size);
  return character;
}

/// A JSON string whose bytes are all printable ASCII.
void append_ascii_string(std::string& out, std::string_view value) {
  std::string quoted;  // well-formed UTF-8, control characters below 0x20 escaped
  append_json_string(quoted, value);
  std::string_view rest = quoted;
  while (!rest.empty()) {
    const char32_t character = take_character(rest);
    if (character >= 0x20 && character <= 0x7E) out += static_cast<char>(character);
    else append_escaped(out, character);
  }
}

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  std::unreachable();
}

std::string to_rfc3339(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::string out;
  append_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  append_digits(out += '-', static_cast<unsigned>(date.month()), 2);
  append_digits(out += '-', static_cast<unsigned>(date.day()), 2);
  append_digits(out += 'T', static_cast<unsigned>(time.hours().count()), 2);
  append_digits(out += ':', static_cast<unsigned>(time.minutes().count()), 2);
  append_digits(out += ':', static_cast<unsigned>(time.seconds().count()), 2);
  append_digits(out += '.', static_cast<unsigned>(time.subseconds().count()), 3);
  return out += 'Z';
}

LogLine::LogLine(LogLevel level, Instant at, std::string_view event) : level_(level) {
  text_ = "{\"time\":\"" + to_rfc3339(at) + '"';
  add("level", to_string(level));
  add("event", event);
}

LogLine& LogLine::add(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  append_ascii_string(text_ += ',', name);
  // A character cut in half at the end becomes U+FFFD, like every other bad byte.
  append_ascii_string(text_ += ':', value.substr(0, kMaxValueBytes));
  return *this;
}

LogLine& LogLine::add(std::string_view name, std::int64_t value) {
  append_ascii_string(text_ += ',', name);
  text_ += ':';
  text_ += std::to_string(value);
  return *this;
}

}  // namespace attesto::inline v0
