// Signals as values: blocked in every thread, taken by one.
#pragma once

#include <chrono>
#include <optional>

namespace attestod {

enum class Signal { stop, reload };

/// Takes SIGINT, SIGTERM and SIGHUP out of the way of every thread that is started after this, and
/// makes a write to a closed socket, or beyond the longest file allowed, an error instead of the end.
class Signals {
 public:
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Waits for the next one. @return nothing when the time is over
  [[nodiscard]] std::optional<Signal> wait_for(std::chrono::seconds time) const;
  /// Whether the process was told to stop; the signal stays for wait_for.
  [[nodiscard]] static bool is_stop_pending();
};

}  // namespace attestod
