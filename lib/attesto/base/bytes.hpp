// Byte strings and the one digest that names stored secrets.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace attesto::inline v0 {

/// Bytes that something owns.
using Bytes = std::vector<std::uint8_t>;
/// Bytes that something else owns.
using ByteView = std::span<const std::uint8_t>;

/// A SHA-256 digest. Codes, tokens and secrets are stored as this and nothing else.
using Sha256Digest = std::array<std::uint8_t, 32>;

/// The bytes of a text, without copying.
[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The text of some bytes, without copying; says nothing about their encoding.
[[nodiscard]] inline std::string_view as_text(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace attesto::inline v0
