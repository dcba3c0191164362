#include "attesto/wire/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

void append_content(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) continue;
    out += text.substr(begin, i - begin);
    append_escaped(out, text[i]);
    begin = i + 1;
  }
  out += text.substr(begin);
}

/// The longest prefix that is UTF-8; what is left begins with a bad byte.
std::size_t utf8_prefix(std::string_view text) {
  std::size_t good = 0;
  while (good < text.size()) {
    std::size_t length = 1;
    while (length <= 4 && good + length <= text.size() && !is_utf8(text.substr(good, length))) ++length;
    if (length > 4 || good + length > text.size()) break;
    good += length;
  }
  return good;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  if (is_utf8(text)) {
    append_content(out, text);
  } else {
    while (!text.empty()) {
      const std::size_t good = utf8_prefix(text);
      append_content(out, text.substr(0, good));
      if (good == text.size()) break;
      out += kReplacement;
      text.remove_prefix(good + 1);
    }
  }
  out += '"';
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::name(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  std::array<char, 24> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out_.append(digits.data(), end);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  separate();
  out_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::value(const Json& json) {
  if (const bool* flag = json.boolean()) return value(*flag);
  if (const std::int64_t* number = json.integer()) return value(*number);
  if (const std::string* text = json.string()) return value(*text);
  const double* fraction = json.fraction();
  if (fraction && std::isfinite(*fraction)) {
    separate();
    std::array<char, 32> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), *fraction);
    const std::string_view written(digits.data(), end);
    out_ += written;
    // "1" would come back as an integer
    if (written.find_first_of(".e") == std::string_view::npos) out_ += ".0";
    return *this;
  }
  if (const Json::Array* elements = json.array()) {
    begin_array();
    for (const Json& element : *elements) value(element);
    return end_array();
  }
  if (const Json::Object* members = json.object()) {
    begin_object();
    for (const auto& [member_name, member_value] : *members) name(member_name).value(member_value);
    return end_object();
  }
  separate();
  out_ += "null";
  return *this;
}

}  // namespace attesto::inline v0
