// The machine's clock.
#pragma once

#include "attesto/base/clock.hpp"

namespace attesto::inline v0 {

/// Reads the system clock (UTC).
class SystemClock final : public Clock {
 public:
  /// The time of this machine, rounded down to milliseconds.
  [[nodiscard]] Instant now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace attesto::inline v0
