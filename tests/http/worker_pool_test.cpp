#include "adapters/http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>

namespace attesto::http_engine {
namespace {

bool submit(WorkerPool& pool, WorkerPool::Job job) { return pool.submit(job); }

TEST(WorkerPool, wakes_the_thread_that_became_idle_last) {
  WorkerPool pool(4, 0);
  std::set<std::thread::id> threads;
  // Each job runs alone. All threads must be idle first, or a late starter would be "idle last".
  std::latch all_started(4);
  for (int i = 0; i < 4; ++i)
    while (!submit(pool, [&] { all_started.arrive_and_wait(); })) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int i = 0; i < 20; ++i) {
    std::latch done(1);
    ASSERT_TRUE(submit(pool, [&] {
      threads.insert(std::this_thread::get_id());
      done.count_down();
    }));
    done.wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // lets the thread become idle again
  }
  EXPECT_EQ(threads.size(), 1U);
}

TEST(WorkerPool, queue_at_its_limit_refuses_and_leaves_the_job_alone) {
  WorkerPool pool(1, 2);
  std::latch entered(1);
  std::latch release(1);
  while (!submit(pool, [&] {
    entered.count_down();
    release.wait();
  })) {
  }
  entered.wait();
  std::atomic<int> ran = 0;
  std::latch done(2);
  const auto count = [&] {
    ++ran;
    done.count_down();
  };
  EXPECT_TRUE(submit(pool, count));
  EXPECT_TRUE(submit(pool, count));
  WorkerPool::Job third = [&] { ++ran; };
  EXPECT_FALSE(pool.submit(third));
  EXPECT_TRUE(third);
  release.count_down();
  done.wait();
  pool.stop();
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPool, stop_ends_running_jobs_and_drops_waiting_ones) {
  WorkerPool pool(1, 10);
  std::atomic<bool> finished = false;
  std::latch entered(1);
  while (!submit(pool, [&] {
    entered.count_down();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    finished = true;
  })) {
  }
  entered.wait();
  std::atomic<bool> ran_later = false;
  EXPECT_TRUE(submit(pool, [&] { ran_later = true; }));
  pool.stop();
  EXPECT_TRUE(finished);
  EXPECT_FALSE(ran_later);
  EXPECT_FALSE(submit(pool, [] {}));
  pool.stop();  // again does nothing
}

TEST(WorkerPool, runs_every_job_it_took) {
  std::atomic<int> ran = 0;
  int taken = 0;
  WorkerPool pool(3, 1000);
  for (int i = 0; i < 5000; ++i) taken += submit(pool, [&] { ++ran; });
  for (int i = 0; i < 1000 && ran < taken; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(ran, taken);
  EXPECT_GE(taken, 1000);
}

}  // namespace
}  // namespace attesto::http_engine
