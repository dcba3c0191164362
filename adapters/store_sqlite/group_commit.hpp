// Commits of several threads in one transaction: what is written together waits for one fsync.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

using CommitResult = std::expected<Outcome, StoreError>;

/// Whoever finds no writer at work writes for everyone who waits: no thread of its own, and no hop to
/// another one while the server is idle.
class GroupCommit {
 public:
  /// Writes all of them in one transaction; called by one thread at a time.
  /// @return a result for each, in their order
  using Write = std::function<std::vector<CommitResult>(std::span<const Commit* const>)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  /// Blocks until the commit is durable or failed.
  [[nodiscard]] CommitResult commit(const Commit& commit);

 private:
  struct Waiting;
  /// Lets those come back whom the last transaction let go, so that groups don't fall apart into
  /// small ones. A writer who was alone the last time waits for nobody.
  void gather(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] std::vector<CommitResult> write_or_give_up(const std::vector<Waiting*>& group);

  const Write write_;
  std::mutex mutex_;
  std::condition_variable gathered_;
  std::vector<Waiting*> queue_;
  bool writing_ = false;
  std::size_t last_group_ = 0;
  std::chrono::steady_clock::duration patience_{};  // a part of what the last transaction took
};

}  // namespace attesto::inline v0
