#include "attesto/wire/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace attesto::inline v0 {
namespace {

/// How many continuation bytes follow, and the range of the first of them (RFC 3629 §4).
struct Lead {
  std::size_t following;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

bool classify(std::uint8_t byte, Lead& lead) {
  if (byte < 0x80) lead = {0};
  else if (byte >= 0xC2 && byte <= 0xDF) lead = {1};
  else if (byte == 0xE0) lead = {2, 0xA0, 0xBF};
  else if (byte == 0xED) lead = {2, 0x80, 0x9F};
  else if (byte >= 0xE1 && byte <= 0xEF) lead = {2};
  else if (byte == 0xF0) lead = {3, 0x90, 0xBF};
  else if (byte >= 0xF1 && byte <= 0xF3) lead = {3};
  else if (byte == 0xF4) lead = {3, 0x80, 0x8F};
  else return false;
  return true;
}

constexpr std::size_t kBlock = sizeof(std::uint64_t);

/// Nearly all that is ever asked about.
bool is_ascii_block(std::string_view text) {
  if (text.size() < kBlock) return false;
  std::uint64_t block = 0;
  std::memcpy(&block, text.data(), kBlock);
  return (block & 0x8080'8080'8080'8080) == 0;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  std::size_t i = 0;
  while (i < text.size()) {
    if (is_ascii_block(text.substr(i))) {
      i += kBlock;
      continue;
    }
    Lead lead{0};
    if (!classify(static_cast<std::uint8_t>(text[i++]), lead)) return false;
    for (std::size_t n = 0; n < lead.following; ++n, ++i) {
      if (i == text.size()) return false;
      const auto byte = static_cast<std::uint8_t>(text[i]);
      const std::uint8_t low = n == 0 ? lead.low : 0x80;
      const std::uint8_t high = n == 0 ? lead.high : 0xBF;
      if (byte < low || byte > high) return false;
    }
  }
  return true;
}

}  // namespace attesto::inline v0
