// An immutable value that many threads read and one replaces whole.
// Who reads one on behalf of a request keeps it to the end, so that no request is answered half by the
// old and half by the new: RFC 8414 §2 metadata and the endpoints behind them agree at any time.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace attesto::inline v0 {

/// Holds the current value. Thread-safe.
template <class T>
class Snapshot {
 public:
  Snapshot() = default;
  /// With a value from the start.
  explicit Snapshot(std::shared_ptr<const T> value) : value_(std::move(value)) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  /// The current value, which lives as long as somebody holds it; a null pointer before the first.
  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  /// From now on get() gives this one.
  void replace(std::shared_ptr<const T> value) {
    {
      const std::lock_guard lock(mutex_);
      value_.swap(value);
    }
    // The old one may end here, outside the lock.
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_{};
};

}  // namespace attesto::inline v0
