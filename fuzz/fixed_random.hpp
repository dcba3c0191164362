// Randomness for code that wants some: always the same, so that the fuzzer can repeat what it found.
#pragma once

#include <algorithm>

#include "attesto/base/random.hpp"

namespace attesto::fuzz {

class FixedRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, 3); }
};

}  // namespace attesto::fuzz
