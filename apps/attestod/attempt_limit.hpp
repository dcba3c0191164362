// How often a password may be tried: GCRA, a token bucket that stores one instant.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"

namespace attestod {

/// Allows `burst` attempts at once and one more per `interval`, for each name.
///
/// Names share a fixed table of slots, so a flood of invented names costs no memory and can't push
/// a bucket out. Which names meet in one slot depends on a random key that nobody outside knows.
/// It counts in this process only: n nodes allow n times as much.
class AttemptLimit {
 public:
  struct Rate {
    int burst;
    std::chrono::milliseconds interval;
  };
  static constexpr std::size_t kSlots = 8192;

  AttemptLimit(Rate rate, attesto::Random& random);

  /// Takes one attempt. @return how long to wait if there is none left
  [[nodiscard]] std::optional<std::chrono::milliseconds> take(std::string_view name, attesto::Instant now);
  /// Gives one attempt back: a right password costs nothing.
  void give_back(std::string_view name);

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view name) const;

  Rate rate_;
  std::array<std::uint8_t, 16> key_;
  std::mutex mutex_;
  std::vector<attesto::Instant> full_at_;  ///< when each bucket is full again
};

}  // namespace attestod
