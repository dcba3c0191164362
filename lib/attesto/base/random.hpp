// Randomness, injected.
#pragma once

#include <cstdint>
#include <span>

namespace attesto::inline v0 {

/// A source of unpredictable bytes. Production uses the operating system's generator
/// (crypto/os_random.hpp); only tests bring another.
///
/// @note Thread-safe. An implementation that can't deliver must throw: a token made of
///       anything but randomness is worse than no token.
class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;
  /// Fills all of `out`, or throws.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace attesto::inline v0
