// Wall time, injected.
#pragma once

#include <chrono>

namespace attesto::inline v0 {

/// UTC with millisecond precision.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where the server reads the time: once per request, at the door.
///
/// @note Thread-safe. Nothing below `endpoint` calls it; there `now` is a value.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  /// The time now; never throws, may go back when the machine's clock is set.
  [[nodiscard]] virtual Instant now() const = 0;
};

/// Seconds since the epoch, as NumericDate counts them (RFC 7519 §2); rounds down.
[[nodiscard]] inline long long to_seconds(Instant instant) noexcept {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

/// The instant of a NumericDate in whole seconds (RFC 7519 §2).
[[nodiscard]] inline Instant from_seconds(long long seconds) noexcept { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace attesto::inline v0
