#include "adapters/store_sqlite/group_commit.hpp"

#include <semaphore.h>

#include <exception>
#include <utility>

namespace attesto::inline v0 {
namespace {

/// Not std::binary_semaphore, which calls sched_yield before it sleeps: tens of threads wait here for
/// as long as a disk takes.
class Call {
 public:
  Call() { sem_init(&semaphore_, 0, 0); }
  ~Call() { sem_destroy(&semaphore_); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  Call(Call&&) = delete;
  Call& operator=(Call&&) = delete;

  void give() { sem_post(&semaphore_); }
  void await() {
    while (sem_wait(&semaphore_) != 0) continue;  // interrupted by a signal
  }

 private:
  sem_t semaphore_{};
};

}  // namespace

/// A thread that waits. It is called when it has its result, or without one to write the next group.
struct GroupCommit::Waiting {
  const Commit* commit;
  std::optional<CommitResult> result{};
  Call call{};
};

CommitResult GroupCommit::commit(const Commit& commit) {
  Waiting mine{.commit = &commit};
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  if (std::exchange(writing_, true)) {
    if (queue_.size() == last_group_) gathered_.notify_one();
    lock.unlock();
    mine.call.await();
    if (mine.result) return *std::move(mine.result);
    lock.lock();
  }
  gather(lock);
  const std::vector<Waiting*> group = std::exchange(queue_, {});
  lock.unlock();
  const auto begin = std::chrono::steady_clock::now();
  std::vector<CommitResult> results = write_or_give_up(group);
  const auto took = std::chrono::steady_clock::now() - begin;
  lock.lock();
  last_group_ = group.size();
  patience_ = took / 4;
  Waiting* const next = queue_.empty() ? nullptr : queue_.front();
  writing_ = next != nullptr;
  lock.unlock();
  if (next) next->call.give();
  for (std::size_t i = 1; i < group.size(); ++i) {
    group[i]->result = std::move(results[i]);
    group[i]->call.give();
  }
  return std::move(results.front());  // who writes is the first in the queue
}

void GroupCommit::gather(std::unique_lock<std::mutex>& lock) {
  if (last_group_ > 1) gathered_.wait_for(lock, patience_, [&] { return queue_.size() >= last_group_; });
}

/// A group that throws (out of memory, say) was rolled back on its way out, and the next one must not
/// wait for it.
std::vector<CommitResult> GroupCommit::write_or_give_up(const std::vector<Waiting*>& group) {
  try {
    std::vector<const Commit*> commits;
    commits.reserve(group.size());
    for (const Waiting* waiting : group) commits.push_back(waiting->commit);
    return write_(commits);
  } catch (const std::exception&) {
    return std::vector<CommitResult>(group.size(), std::unexpected(StoreError::unavailable));
  }
}

}  // namespace attesto::inline v0
