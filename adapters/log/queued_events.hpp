// Events on a thread of their own: what is slow or throws there costs no answer (W-33).
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "attesto/policy/event.hpp"

namespace attesto::inline v0 {

/// A bounded queue in front of a sink. Whoever makes one owns its thread; a host puts it between the
/// library and whatever it does with events:
///
///     const auto events = std::make_shared<QueuedEvents>(sink);
///     config.on_event = [events](const Event& event) { events->push(event); };
///
/// A full queue drops what comes next, and counts it: an audit log that must lose nothing must be as
/// fast as the requests, or hold them up by being the sink itself.
class QueuedEvents {
 public:
  /// What became of the events so far; those that still wait are in none of the numbers.
  struct Counts {
    std::uint64_t delivered = 0;  ///< the sink took it
    std::uint64_t failed = 0;     ///< the sink threw
    std::uint64_t dropped = 0;    ///< the queue was full, or stopped
    friend bool operator==(const Counts&, const Counts&) = default;
  };
  /// Bytes of each field that are kept; a log keeps no more (LogLine).
  static constexpr std::size_t kMaxFieldBytes = 256;

  /// Starts the thread, on which alone the sink is called, one event after the other.
  /// @param capacity  how many events may wait, at most; each takes about 1.9 KB from the start
  explicit QueuedEvents(EventSink sink, std::size_t capacity = 1024);
  QueuedEvents(const QueuedEvents&) = delete;
  QueuedEvents& operator=(const QueuedEvents&) = delete;
  /// Stops with the default patience.
  ~QueuedEvents();

  /// Copies the event, without allocation, and never waits for the sink. Thread-safe.
  void push(const Event& event) noexcept;

  /// Delivers what waits, and ends the thread. What is left after `patience` is dropped; only a call of
  /// the sink that has begun is waited for. Further events are dropped.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds{5});

  [[nodiscard]] Counts counts() const noexcept;

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  /// An event whose views are of its own text.
  struct Slot {
    Event event;
    std::array<char, 7 * kMaxFieldBytes> text;
    void hold(const Event& given) noexcept;
  };

  void deliver_all();
  void deliver(const Event& event) noexcept;
  [[nodiscard]] bool wait_for_event();

  EventSink sink_;
  std::vector<Slot> slots_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::size_t first_ = 0;    ///< the oldest that waits; its slot is free once it was delivered
  std::size_t waiting_ = 0;  ///< how many
  bool sleeping_ = false;    ///< the thread has nothing to do: only then waking it costs a call
  bool stopping_ = false;
  Deadline deadline_ = Deadline::max();
  Counts counts_{};
  std::thread thread_;  ///< last: it uses everything above
};

}  // namespace attesto::inline v0
