// One grant, many requests at once, through the whole server - RFC 6749 §4.1.2, RFC 9700 §4.14.2.
#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <thread>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::StoreKind;
using test::TestServer;

constexpr int kThreads = 8;

class Race : public testing::TestWithParam<StoreKind> {
 protected:
  TestServer server_{{.store = GetParam()}};

  std::vector<http::Response> at_once(const std::function<http::Response()>& request) {
    std::vector<http::Response> responses(kThreads);
    std::barrier start(kThreads);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        responses[static_cast<std::size_t>(i)] = request();
      });
    threads.clear();
    return responses;
  }

  /// The one successful response; every other is invalid_grant.
  std::optional<http::Response> only_winner(const std::vector<http::Response>& responses) {
    std::optional<http::Response> winner;
    for (const http::Response& response : responses) {
      if (response.status == 200) {
        EXPECT_FALSE(winner) << "two winners";
        winner = response;
      } else {
        EXPECT_EQ(test::error_of(response), "invalid_grant");
      }
    }
    EXPECT_TRUE(winner) << "no winner";
    return winner;
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, Race, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

// The losers are reuse: what the winner got is revoked in the same step, so a stolen code that was
// raced is worth nothing.
TEST_P(Race, rule_69_RFC6749_4_1_2_a_code_is_redeemed_once) {
  for (int round = 0; round < 15; ++round) {
    const std::string code = server_.obtain_code();
    const auto winner =
        only_winner(at_once([&] { return server_.post_as("web", "/token", TestServer::redemption(code)); }));
    ASSERT_TRUE(winner);
    EXPECT_EQ(server_.userinfo_status(*test::json_of(*winner).find_string("access_token")), 401);
  }
}

TEST_P(Race, RFC9700_4_14_2_a_refresh_token_has_one_successor_and_it_is_dead) {
  for (int round = 0; round < 15; ++round) {
    const std::string token = server_.log_in("openid offline_access").refresh_token;
    const auto ask = [&](const std::string& value) {
      return server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", value}});
    };
    const auto winner = only_winner(at_once([&] { return ask(token); }));
    ASSERT_TRUE(winner);
    EXPECT_EQ(test::error_of(ask(*test::json_of(*winner).find_string("refresh_token"))), "invalid_grant");
  }
}

TEST_P(Race, RFC6749_10_12_an_interaction_yields_one_code) {
  for (int round = 0; round < 15; ++round) {
    server_.end_session();
    const http::Response begun = server_.authorize(TestServer::authorization());
    const std::string cookie = test::cookie_of(begun);
    const std::string target = "/authorize/resume?interaction=" + server_.last_interaction;
    server_.start_session();
    int codes = 0;
    for (const http::Response& response : at_once([&] { return server_.get(target, {{"Cookie", cookie}}); })) {
      if (response.status == 303) ++codes;
      else EXPECT_EQ(response.status, 400);
    }
    EXPECT_EQ(codes, 1);
  }
}

TEST_P(Race, RFC9126_4_a_pushed_request_yields_one_code) {
  server_.start_session();
  for (int round = 0; round < 15; ++round) {
    const Json pushed = test::json_of(server_.post_as("web", "/par", TestServer::authorization()));
    const test::Parameters visit = {{"client_id", "web"}, {"request_uri", *pushed.find_string("request_uri")}};
    int codes = 0;
    for (const http::Response& response : at_once([&] { return server_.authorize(visit); })) {
      if (response.status == 303) ++codes;
      else EXPECT_EQ(response.status, 400);
    }
    EXPECT_EQ(codes, 1);
  }
}

}  // namespace
}  // namespace attesto
