// How many connections there may be, in total and per address.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace attesto::inline v0::http_engine {

/// Counts the open connections of all I/O threads.
class ConnectionLimit {
 public:
  ConnectionLimit(std::size_t total, std::size_t per_address) : total_(total), per_address_(per_address) {}

  /// One counted connection; counts down when it dies.
  class Slot {
   public:
    Slot(Slot&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)), address_(std::move(other.address_)) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (limit_) limit_->release(address_);
    }

   private:
    friend class ConnectionLimit;
    Slot(ConnectionLimit& limit, std::string address) : limit_(&limit), address_(std::move(address)) {}
    ConnectionLimit* limit_;
    std::string address_;
  };

  /// @param address  whatever counts as one address
  /// @return nothing if there are too many
  [[nodiscard]] std::optional<Slot> admit(const std::string& address);
  /// Waits until no connection is left. @return whether that happened in time
  bool wait_until_none(std::chrono::milliseconds at_most);

 private:
  void release(const std::string& address);

  const std::size_t total_;
  const std::size_t per_address_;
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> open_of_;
};

}  // namespace attesto::inline v0::http_engine
