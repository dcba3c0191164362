#include "attesto/base/secret.hpp"

#include <cstring>

namespace attesto::inline v0 {

void wipe(void* memory, std::size_t size) noexcept {
  std::memset(memory, 0, size);
  // The barrier makes the compiler believe that the zeroes are read.
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

bool equal_ct(ByteView left, ByteView right) noexcept {
  if (left.size() != right.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (left[i] ^ right[i]));
    // Hidden from the optimizer, so it can't turn the loop into one that stops early.
    __asm__ __volatile__("" : "+r"(difference));
  }
  return difference == 0;
}

}  // namespace attesto::inline v0
