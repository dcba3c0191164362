// Many refreshes with one token at once: two honest tabs, or a thief - RFC 9700 §4.14.2.
#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <set>
#include <thread>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::StoreKind;
using test::TestServer;

constexpr std::size_t kThreads = 8;

struct RaceRow {
  StoreKind store;
  int rounds;
};

class RefreshRace : public testing::TestWithParam<RaceRow> {
 protected:
  /// A server, and as many requests with one token at once as there are threads.
  static std::vector<http::Response> ask_at_once(TestServer& server, const std::string& token) {
    std::vector<http::Response> responses(kThreads);
    std::barrier start(static_cast<std::ptrdiff_t>(kThreads));
    std::vector<std::jthread> threads;
    for (http::Response& response : responses)
      threads.emplace_back([&] {
        start.arrive_and_wait();
        response = server.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
      });
    threads.clear();
    return responses;
  }

  static std::string member(const http::Response& response, std::string_view name) {
    const Json json = test::json_of(response);
    const std::string* value = json.find_string(name);
    return value ? *value : "(none)";
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, RefreshRace,
                         testing::Values(RaceRow{StoreKind::memory, 150}, RaceRow{StoreKind::sqlite, 30}),
                         [](const auto& row) { return std::string(to_string(row.param.store)); });

TEST_P(RefreshRace, within_the_grace_all_get_the_one_successor) {
  TestServer server{{.store = GetParam().store,
                     .adjust = [](Config& config) { config.lifetimes.refresh_grace = std::chrono::seconds{10}; }}};
  std::string token = server.log_in("openid offline_access").refresh_token;
  for (int round = 0; round < GetParam().rounds; ++round) {
    std::set<std::string> successors;
    std::set<std::string> access_tokens;
    for (const http::Response& response : ask_at_once(server, token)) {
      ASSERT_EQ(response.status, 200) << response.body;
      successors.insert(member(response, "refresh_token"));
      access_tokens.insert(member(response, "access_token"));
    }
    ASSERT_EQ(successors.size(), 1U) << "round " << round;
    ASSERT_EQ(access_tokens.size(), kThreads) << "each is signed for its own answer";
    ASSERT_EQ(server.userinfo_status(*access_tokens.begin()), 200);
    token = *successors.begin();
  }
  const auto events = server.take_events();
  EXPECT_TRUE(std::ranges::none_of(events, [](const auto& event) { return event.kind == EventKind::reuse_detected; }));
}

TEST_P(RefreshRace, without_a_grace_one_wins_and_the_family_dies) {
  TestServer server{{.store = GetParam().store}};
  for (int round = 0; round < GetParam().rounds / 5; ++round) {
    const std::string token = server.log_in("openid offline_access").refresh_token;
    const auto responses = ask_at_once(server, token);
    ASSERT_EQ(std::ranges::count(responses, 200, &http::Response::status), 1) << "round " << round;
    const auto winner = std::ranges::find(responses, 200, &http::Response::status);
    EXPECT_EQ(server.userinfo_status(member(*winner, "access_token")), 401);
    const http::Response next = server.post_as(
        "web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", member(*winner, "refresh_token")}});
    EXPECT_EQ(next.status, 400);
    EXPECT_EQ(server.last_event().reason, Reason::family_revoked);
  }
}

}  // namespace
}  // namespace attesto
