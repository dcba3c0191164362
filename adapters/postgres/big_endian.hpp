// Numbers as PostgreSQL's binary format has them: most significant byte first.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace attesto::inline v0::postgres {

template <class Number>
void write_big_endian(Number number, char* to) noexcept {
  auto bits = static_cast<std::make_unsigned_t<Number>>(number);
  for (std::size_t i = sizeof bits; i-- > 0; bits = static_cast<decltype(bits)>(bits >> 8))
    to[i] = static_cast<char>(bits & 0xFF);
}

/// @pre the bytes are not more than the number holds
template <class Number>
[[nodiscard]] Number read_big_endian(std::string_view bytes) noexcept {
  std::make_unsigned_t<Number> bits = 0;
  for (const char byte : bytes) bits = static_cast<decltype(bits)>((bits << 8) | static_cast<unsigned char>(byte));
  return static_cast<Number>(bits);
}

}  // namespace attesto::inline v0::postgres
