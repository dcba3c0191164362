// A store that answers first and writes when it gets to it: what a crash must show to be wrong.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "attesto/store/store.hpp"

namespace attesto::test {

/// Within the process nobody can tell: whoever reads waits until everything before it is written.
class EarlyStore final : public Store {
 public:
  /// @param delay  before each write
  explicit EarlyStore(std::shared_ptr<Store> inner, std::chrono::milliseconds delay = {})
      : inner_(std::move(inner)), delay_(delay) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    wait_for_writes();
    return inner_->find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    wait_for_writes();
    return inner_->is_revoked(family);
  }
  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(commit);
    }
    changed_.notify_all();
    return Outcome(Won{});
  }
  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return inner_->remove_expired(now, limit);
  }

 private:
  void wait_for_writes() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.empty(); });
  }

  void write(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) {
      const Commit next = waiting_.front();
      lock.unlock();
      std::this_thread::sleep_for(delay_);
      static_cast<void>(inner_->commit(next));
      lock.lock();
      waiting_.pop_front();
      changed_.notify_all();
    }
  }

  const std::shared_ptr<Store> inner_;
  const std::chrono::milliseconds delay_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::deque<Commit> waiting_;
  std::jthread writer_{[this](const std::stop_token& stop) { write(stop); }};
};

}  // namespace attesto::test
