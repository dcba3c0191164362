#include "adapters/http/worker_pool.hpp"

#include <utility>

#include "adapters/http/batch_scheduling.hpp"

namespace attesto::inline v0::http_engine {

WorkerPool::WorkerPool(unsigned threads, std::size_t queue) : queue_limit_(queue) {
  idle_.reserve(threads);
  workers_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) {
    Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
    worker.thread = std::thread([this, &worker] { run(worker); });
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(Job& job) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return false;
  if (idle_.empty()) {
    if (queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(job));
    return true;
  }
  Worker& worker = *idle_.back();
  idle_.pop_back();
  worker.job = std::move(job);
  worker.wake.notify_one();
  return true;
}

WorkerPool::Job WorkerPool::next_job(Worker& self) {
  std::unique_lock lock(mutex_);
  if (!stopped_ && !queue_.empty()) {
    Job job = std::move(queue_.front());
    queue_.pop_front();
    return job;
  }
  if (!stopped_) {
    idle_.push_back(&self);
    self.wake.wait(lock, [&] { return stopped_ || self.job; });
  }
  return std::exchange(self.job, nullptr);
}

void WorkerPool::run(Worker& self) {
  schedule_in_batches();
  while (Job job = next_job(self)) job();
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const auto& worker : workers_) worker->wake.notify_one();
  }
  for (const auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
  const std::lock_guard lock(mutex_);
  queue_.clear();
}

}  // namespace attesto::inline v0::http_engine
