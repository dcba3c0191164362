#include "adapters/registry/client_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace attesto {
namespace {

std::shared_ptr<const Client> client(std::string id) {
  return std::make_shared<const Client>(Client{.client_id = ClientId(std::move(id))});
}

const ClientCache::Time kNow{std::chrono::hours(1)};

TEST(ClientCache, gives_back_what_is_fresh) {
  ClientCache cache;
  const auto known = client("shop");
  cache.remember(known, cache.generation(), kNow);
  EXPECT_EQ(cache.find(ClientId("shop"), kNow + ClientCache::kMaxAge - std::chrono::nanoseconds(1)), known);
  EXPECT_EQ(cache.find(ClientId("other"), kNow), nullptr);
}

TEST(ClientCache, believes_nothing_for_longer_than_half_a_second) {
  ClientCache cache;
  cache.remember(client("shop"), cache.generation(), kNow);
  EXPECT_EQ(cache.find(ClientId("shop"), kNow + ClientCache::kMaxAge), nullptr);
  EXPECT_LE(ClientCache::kMaxAge, std::chrono::milliseconds(500));
}

TEST(ClientCache, newer_reading_replaces_older) {
  ClientCache cache;
  cache.remember(client("shop"), cache.generation(), kNow);
  const auto newer = client("shop");
  cache.remember(newer, cache.generation(), kNow + ClientCache::kMaxAge);
  EXPECT_EQ(cache.find(ClientId("shop"), kNow + ClientCache::kMaxAge), newer);
}

TEST(ClientCache, forgets_at_once) {
  ClientCache cache;
  cache.remember(client("shop"), cache.generation(), kNow);
  cache.forget(ClientId("shop"));
  EXPECT_EQ(cache.find(ClientId("shop"), kNow), nullptr);
}

TEST(ClientCache, drops_a_reading_that_was_overtaken_by_a_change) {
  ClientCache cache;
  const auto before = cache.generation();
  cache.forget(ClientId("shop"));  // disabled between the read and this
  cache.remember(client("shop"), before, kNow);
  EXPECT_EQ(cache.find(ClientId("shop"), kNow), nullptr);
}

// What the thread sanitizer looks at; that a stale reading is dropped is shown above.
TEST(ClientCache, gives_each_of_several_threads_the_client_it_asked_for) {
  constexpr int kThreads = 4;
  ClientCache cache;
  std::atomic<int> found = 0;
  std::atomic<int> wrong = 0;
  std::latch start(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int id = 0; id < kThreads; ++id)
      threads.emplace_back([&, name = "shop-" + std::to_string(id)] {
        start.arrive_and_wait();
        for (int round = 0; round < 300; ++round) {
          cache.remember(client(name), cache.generation(), kNow);
          const auto known = cache.find(ClientId(name), kNow);
          if (known) ++found;
          if (known && known->client_id != ClientId(name)) ++wrong;
          cache.forget(ClientId(name));
        }
      });
  }
  EXPECT_GT(found, 0);
  EXPECT_EQ(wrong, 0);
}

TEST(ClientCache, is_bounded) {
  ClientCache cache;
  for (std::size_t i = 0; i <= ClientCache::kMaxClients; ++i)
    cache.remember(client("client-" + std::to_string(i)), cache.generation(), kNow);
  EXPECT_EQ(cache.find(ClientId("client-0"), kNow), nullptr);
  EXPECT_NE(cache.find(ClientId("client-" + std::to_string(ClientCache::kMaxClients)), kNow), nullptr);
}

}  // namespace
}  // namespace attesto
