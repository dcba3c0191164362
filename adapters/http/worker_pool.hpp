// Threads for requests that may block.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace attesto::inline v0::http_engine {

/// A fixed number of threads with a bounded queue. The thread that became idle last is woken
/// first: its stack and caches are warm, and under light load the others sleep undisturbed.
class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;

  /// @param queue  how many jobs may wait when every thread is busy
  WorkerPool(unsigned threads, std::size_t queue);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  /// @return false if the queue is full or the pool was stopped; the job is untouched then
  [[nodiscard]] bool submit(Job& job);
  /// Lets running jobs end and drops those that wait. Joins every thread.
  void stop();

 private:
  struct Worker {
    std::condition_variable wake;
    Job job;
    std::thread thread;
  };

  void run(Worker& self);
  /// Waits for this worker's next job; an empty one means that the pool was stopped.
  [[nodiscard]] Job next_job(Worker& self);

  std::mutex mutex_;
  bool stopped_ = false;
  const std::size_t queue_limit_;
  std::deque<Job> queue_;
  std::vector<Worker*> idle_;  // the back became idle last
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace attesto::inline v0::http_engine
