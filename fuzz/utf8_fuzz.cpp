// A text is UTF-8 exactly if a decoder written from the table of RFC 3629 says so, and the JSON and HTML that carry it
// give it back.
#include "attesto/wire/utf8.hpp"

#include <string>

#include "attesto/wire/html.hpp"
#include "attesto/wire/json_writer.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

/// Decodes by value: the shortest form, no surrogate, up to U+10FFFF (RFC 3629 §3).
bool decodes(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (size == 0 || size > text.size()) return false;
    char32_t code_point = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >> 6 != 2) return false;
      code_point = code_point << 6 | (byte & 0x3FU);
    }
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code_point < kLeast[size] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
      return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string html_unescape(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string out;
  while (!text.empty()) {
    std::pair<std::string_view, char> found{text.substr(0, 1), text[0]};
    for (const auto& entity : kEntities)
      if (text.starts_with(entity.first)) found = entity;
    out += found.second;
    text.remove_prefix(found.first.size());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::require(is_utf8(text) == decodes(text), "two decoders disagree");

  std::string json;
  append_json_string(json, text);
  fuzz::require(is_utf8(json), "JSON that is not UTF-8");
  const auto value = Json::parse(json, {.bytes = json.size()});
  fuzz::require(value || text.contains('\0'), "JSON that does not parse");
  if (value && is_utf8(text)) fuzz::require(value->string() && *value->string() == text, "another text");

  const std::string html = html_escape(text);
  fuzz::require(html.find_first_of("<>\"'") == std::string::npos, "a delimiter of HTML");
  fuzz::require(html_unescape(html) == text, "another text in HTML");
  return 0;
}
