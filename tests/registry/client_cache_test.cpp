#include "adapters/registry/client_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

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

TEST(ClientCache, no_thread_brings_back_what_was_before_a_change) {
  ClientCache cache;
  std::atomic<int> version = 0;  // stands for the database
  std::atomic<bool> over = false;
  {
    std::vector<std::jthread> readers;
    for (int thread = 0; thread < 3; ++thread)
      readers.emplace_back([&] {
        while (!over) {
          const auto before = cache.generation();
          auto read = std::make_shared<Client>(Client{.client_id = ClientId("shop")});
          read->client_name = std::to_string(version);
          cache.remember(std::move(read), before, kNow);
        }
      });
    for (int change = 1; change <= 2000; ++change) {
      version = change;
      cache.forget(ClientId("shop"));
      const auto found = cache.find(ClientId("shop"), kNow);
      EXPECT_TRUE(!found || found->client_name == std::to_string(change)) << found->client_name << " after " << change;
    }
    over = true;
  }
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
