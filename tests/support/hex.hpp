// Hexadecimal text in tests and vectors.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "attesto/base/bytes.hpp"

namespace attesto::testing_support {

/// @throws std::invalid_argument for anything but pairs of hexadecimal digits
[[nodiscard]] inline Bytes from_hex(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (text.size() % 2 != 0) throw std::invalid_argument("odd number of hexadecimal digits");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]);
    const std::size_t low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      throw std::invalid_argument("not a hexadecimal digit");
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

}  // namespace attesto::testing_support
