// Two nodes on one SQLite file: a proof counts once, whichever node it comes to - RFC 9449 §11.1.
#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <stdexcept>
#include <thread>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::dpop;
using test::DpopHolder;
using test::error_of;
using test::TestServer;

class TwoNodes : public testing::Test {
 protected:
  std::shared_ptr<Store> open() {
    if (const auto migrated = migrate_sqlite_store(path_); !migrated) throw std::runtime_error(migrated.error());
    auto store = open_sqlite_store(path_);
    if (!store) throw std::runtime_error(store.error());
    return std::move(*store);
  }
  static http::Response ask(TestServer& node, const std::string& proof) {
    return node.post_as("machine", "/token", {{"grant_type", "client_credentials"}}, dpop(proof));
  }

  test::TempDir folder_;
  std::string path_ = folder_.file("nodes.db");
  TestServer first_{{.instead = open()}};
  TestServer second_{{.instead = open()}};
  DpopHolder holder_;
};

TEST_F(TwoNodes, a_replay_on_the_other_node_is_refused) {
  const std::string proof = holder_.prove(first_.clock->now());
  EXPECT_EQ(ask(first_, proof).status, 200);
  for (TestServer* node : {&second_, &first_}) {
    const auto replayed = ask(*node, proof);
    EXPECT_EQ(replayed.status, 400);
    EXPECT_EQ(error_of(replayed), "invalid_dpop_proof");
    EXPECT_EQ(node->last_event().reason, Reason::dpop_replayed);
  }
}

// A proof that was good for a token is not good for its claims: htu differs. But one at userinfo counts
// once, too, on all nodes.
TEST_F(TwoNodes, at_userinfo_as_well) {
  const auto redeemed = first_.post_as("web", "/token", TestServer::redemption(first_.obtain_code()),
                                       dpop(holder_.prove(first_.clock->now())));
  const std::string token = *test::json_of(redeemed).find_string("access_token");
  const std::string proof = holder_.prove(
      first_.clock->now(), {.method = "GET", .url = std::string(test::kIssuer) + "/userinfo", .access_token = token});
  const auto ask_userinfo = [&](TestServer& node) {
    return node.get("/userinfo", {{"Authorization", "DPoP " + token}, {"DPoP", proof}}).status;
  };
  EXPECT_EQ(ask_userinfo(second_), 200);
  EXPECT_EQ(ask_userinfo(first_), 401);
  EXPECT_EQ(first_.last_event().reason, Reason::dpop_replayed);
}

// security.md 74: in the same moment on two nodes.
TEST_F(TwoNodes, of_all_at_once_one_passes) {
  constexpr int kRounds = 20;
  constexpr std::size_t kThreads = 6;
  for (int round = 0; round < kRounds; ++round) {
    const std::string proof = holder_.prove(first_.clock->now());
    std::array<int, kThreads> status{};
    {
      std::barrier start(static_cast<std::ptrdiff_t>(kThreads));
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < kThreads; ++i)
        threads.emplace_back([&, i] {
          start.arrive_and_wait();
          status.at(i) = ask(i % 2 == 0 ? first_ : second_, proof).status;
        });
    }
    EXPECT_EQ(std::ranges::count(status, 200), 1) << "round " << round;
    EXPECT_EQ(std::ranges::count(status, 400), static_cast<std::ptrdiff_t>(kThreads) - 1) << "round " << round;
  }
}

// security.md 75: the row lives as long as some node may take the proof, also after a sweep.
TEST_F(TwoNodes, a_sweep_forgets_no_proof_that_could_still_pass) {
  const std::string proof = holder_.prove(first_.clock->now() + std::chrono::seconds{10});
  ASSERT_EQ(ask(first_, proof).status, 200);
  for (int seconds = 1; seconds <= 70; ++seconds) {
    second_.clock->advance(std::chrono::seconds{1});
    ASSERT_TRUE(second_.store().remove_expired(second_.clock->now(), 100).has_value());
    ASSERT_EQ(ask(second_, proof).status, 400) << seconds;
    ASSERT_EQ(second_.last_event().reason, Reason::dpop_replayed) << seconds;
  }
  second_.clock->advance(std::chrono::seconds{1});
  ASSERT_EQ(ask(second_, proof).status, 400);
  EXPECT_EQ(second_.last_event().reason, Reason::dpop_window);
}

}  // namespace
}  // namespace attesto
