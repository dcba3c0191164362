// A bounded number of connections for any number of threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <expected>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/connection.hpp"

namespace attesto::inline v0::postgres {

/// Lends connections; waits for one if all are lent, but not for long. After an outage it tries
/// again by itself, one thread at a time and ever more rarely up to every half second, while all
/// others are told at once that there is no database.
///
/// @note Thread-safe.
class Pool {
 public:
  /// Connects once, so that a wrong address or password is found at the start.
  /// @error  one line: where the server is, what it said and what to do
  [[nodiscard]] static std::expected<std::shared_ptr<Pool>, std::string> open(Settings settings);

  /// Runs `operation(Connection&)`, which answers with a SqlResult, and again if it certainly did
  /// nothing and another try may succeed: deadlock, serialisation failure, connection found dead.
  template <class Operation>
  auto run(Operation operation) -> decltype(operation(std::declval<Connection&>())) {
    return run(operation, [](const SqlError& error) { return is_worth_another_try(error.fault); });
  }
  /// The same for what only reads: also after an answer that never came.
  template <class Operation>
  auto read(Operation operation) -> decltype(operation(std::declval<Connection&>())) {
    return run(operation, [](const SqlError& error) {
      return error.fault == Fault::unknown || is_worth_another_try(error.fault);
    });
  }

  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr int kMostTries = 6;

  explicit Pool(Settings settings) : settings_(std::move(settings)) {}

  template <class Operation, class MayRepeat>
  auto run(Operation& operation, MayRepeat may_repeat) -> decltype(operation(std::declval<Connection&>())) {
    for (int attempt = 1;; ++attempt) {
      auto connection = take();
      if (!connection) return std::unexpected(std::move(connection).error());
      auto result = operation(**connection);
      give_back(std::move(*connection));
      if (result || attempt == kMostTries || !may_repeat(result.error())) return result;
      if (result.error().fault == Fault::conflict) pause_before_try(attempt);
    }
  }
  [[nodiscard]] static bool is_worth_another_try(Fault fault) noexcept {
    return fault == Fault::conflict || fault == Fault::unreachable;
  }

  [[nodiscard]] SqlResult<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);
  [[nodiscard]] std::unique_ptr<Connection> take_idle();
  [[nodiscard]] SqlResult<std::unique_ptr<Connection>> connect(std::unique_lock<std::mutex>& lock);
  void pause_before_try(int attempt);
  /// Between half of the duration and all of it.
  [[nodiscard]] std::chrono::microseconds jittered(std::chrono::microseconds duration);

  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;  // idle, lent, or being opened
  bool is_away_ = false;  // the last attempt to connect failed
  bool is_trying_ = false;
  Time next_try_{};
  std::chrono::milliseconds delay_{0};
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace attesto::inline v0::postgres
