// Limits on strangers, seen from the endpoints - RFC 6749 §2.3.1, RFC 6585 §4, RFC 7591 §3, RFC 9126 §2.3.
#include <gtest/gtest.h>

#include <ostream>

#include "support/registration_host.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using test::error_of;
using test::header;
using test::kSecret;
using test::TestServer;

constexpr std::string_view kHome = "192.0.2.1";
constexpr std::string_view kElsewhere = "198.51.100.7";

/// A request that a client must authenticate for, at one of the endpoints.
struct Row {
  const char* name;
  const char* path;
  const char* client;
  test::Parameters form;
  EventKind denied;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class SecretLimit : public testing::TestWithParam<Row> {
 protected:
  http::Response ask(std::string_view address, std::string_view client_id, std::string_view secret) {
    server_.peer.address = address;
    return server_.post(GetParam().path, test::with(GetParam().form, "client_id", client_id),
                        {{"Authorization", test::basic(client_id, secret)}});
  }
  http::Response ask(std::string_view address) { return ask(address, GetParam().client, kSecret); }
  http::Response guess(std::string_view address, std::string_view client_id = GetParam().client) {
    return ask(address, client_id, "wrong");
  }
  void use_up(std::string_view address, std::string_view client_id = GetParam().client) {
    for (int time = 0; time < 10; ++time) ASSERT_EQ(guess(address, client_id).status, 401);
  }

  TestServer server_;
};

TEST_P(SecretLimit, RFC6585_4_after_ten_wrong_secrets_it_says_how_long_to_wait) {
  use_up(kHome);
  const http::Response refused = guess(kHome);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "10");
  EXPECT_EQ(header(refused, "Cache-Control"), "no-store");
  EXPECT_EQ(header(refused, "WWW-Authenticate"), "(none)") << "other credentials would not help";
  EXPECT_EQ(error_of(refused), "temporarily_unavailable");
  EXPECT_EQ(server_.last_event().kind, GetParam().denied);
  EXPECT_EQ(server_.last_event().reason, Reason::too_many_failures);

  server_.clock->advance(8'999ms);
  EXPECT_EQ(header(guess(kHome), "Retry-After"), "2") << "1.001 s, rounded up";
  server_.clock->advance(1'000ms);
  EXPECT_EQ(header(guess(kHome), "Retry-After"), "1");
  EXPECT_EQ(ask(kHome).status, 429) << "a right one too, or a refusal would not stop guessing";
  server_.clock->advance(1ms);
  EXPECT_LT(ask(kHome).status, 300);
}

TEST_P(SecretLimit, RFC6749_2_3_1_nobody_locks_out_a_client_that_is_elsewhere) {
  use_up(kHome);
  EXPECT_EQ(guess(kHome).status, 429);
  EXPECT_LT(ask(kElsewhere).status, 300);
}

TEST_P(SecretLimit, RFC6749_2_3_1_a_client_behind_the_same_address_goes_on) {
  use_up(kHome, "other");
  EXPECT_EQ(guess(kHome, "other").status, 429);
  EXPECT_LT(ask(kHome).status, 300);
}

TEST_P(SecretLimit, RFC6749_2_3_1_right_secrets_cost_nothing) {
  for (int time = 0; time < 150; ++time) ASSERT_LT(ask(kHome).status, 300);
  use_up(kHome);
}

TEST_P(SecretLimit, RFC6749_2_3_1_one_address_has_a_hundred_failures_for_all_clients) {
  for (int time = 0; time < 100; ++time) ASSERT_EQ(guess(kHome, "invented" + std::to_string(time)).status, 401);
  const http::Response refused = guess(kHome);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_LT(ask(kElsewhere).status, 300);
  server_.clock->advance(1s);
  EXPECT_LT(ask(kHome).status, 300);
}

/// What a stranger is told must not say whether there is such a client.
TEST_P(SecretLimit, RFC6749_5_2_unknown_disabled_and_wrong_meet_it_at_the_same_try_in_equal_bytes) {
  std::optional<http::Response> first;
  for (const char* client_id : {"web", "gone", "spa", "post", "nobody"}) {
    use_up(kHome, client_id);
    const http::Response refused = guess(kHome, client_id);
    if (!first) first = refused;
    EXPECT_EQ(refused.status, 429) << client_id;
    EXPECT_EQ(refused.body, first->body) << client_id;
    EXPECT_EQ(header(refused, "Retry-After"), "10") << client_id;
    EXPECT_EQ(refused.headers.size(), first->headers.size()) << client_id;
  }
}

TEST_P(SecretLimit, RFC6177_2_a_subscriber_can_not_leave_its_64) {
  for (int time = 0; time < 10; ++time) ASSERT_EQ(guess("2001:db8:0:1::" + std::to_string(time + 1)).status, 401);
  EXPECT_EQ(guess("2001:db8:0:1:ffff::1").status, 429);
  EXPECT_EQ(guess("2001:db8:0:2::1").status, 401);
}

/// Behind a proxy on this machine everybody has its address; a host may not know addresses at all.
TEST_P(SecretLimit, RFC1122_3_2_1_3_what_says_nothing_about_who_asks_is_not_counted) {
  for (const std::string_view address : {"127.0.0.1", "::1", ""}) {
    for (int time = 0; time < 150; ++time) ASSERT_EQ(guess(address).status, 401) << address;
    EXPECT_LT(ask(address).status, 300) << address;
  }
}

std::vector<Row> endpoints() {
  return {{"token", "/token", "machine", {{"grant_type", "client_credentials"}}, EventKind::token_denied},
          {"par", "/par", "web", TestServer::authorization(), EventKind::authorization_failed},
          {"introspect", "/introspect", "web", {{"token", "x"}}, EventKind::introspection_denied},
          {"revoke", "/revoke", "web", {{"token", "x"}}, EventKind::token_denied}};
}

INSTANTIATE_TEST_SUITE_P(Endpoints, SecretLimit, testing::ValuesIn(endpoints()),
                         [](const auto& row) { return row.param.name; });

http::Response ask_for_token(TestServer& server, std::string_view client_id, std::string_view secret = kSecret) {
  return server.post("/token", {{"grant_type", "client_credentials"}},
                     {{"Authorization", test::basic(client_id, secret)}});
}

TEST(RateLimits, can_be_left_out) {
  TestServer server({.adjust = [](Config& config) { config.rate_limits.reset(); }});
  server.peer.address = kHome;
  for (int time = 0; time < 150; ++time) ASSERT_EQ(ask_for_token(server, "machine", "wrong").status, 401);
}

TEST(RateLimits, leave_out_the_addresses_of_proxies) {
  TestServer server(
      {.adjust = [](Config& config) { config.rate_limits->exempt_addresses = {"192.0.2.1", "2001:db8::1"}; }});
  for (const std::string_view address : {"192.0.2.1", "::ffff:192.0.2.1", "2001:db8::9"}) {
    server.peer.address = address;
    for (int time = 0; time < 11; ++time) ASSERT_EQ(ask_for_token(server, "machine", "wrong").status, 401) << address;
  }
  server.peer.address = kElsewhere;
  for (int time = 0; time < 10; ++time) ASSERT_EQ(ask_for_token(server, "machine", "wrong").status, 401);
  EXPECT_EQ(ask_for_token(server, "machine", "wrong").status, 429);
}

TEST(RateLimits, RFC6585_4_requests_of_one_client_wherever_it_is_and_of_no_other) {
  TestServer server({.adjust = [](Config& config) {
    config.rate_limits->requests_per_client = TokenRate{.burst = 3, .interval = 2s};
  }});
  server.peer.address = kHome;
  for (int time = 0; time < 20; ++time) EXPECT_NE(ask_for_token(server, "machine", "wrong").status, 200);
  server.peer.address = kElsewhere;
  for (int time = 0; time < 3; ++time) EXPECT_EQ(ask_for_token(server, "machine").status, 200) << "failures cost none";
  const http::Response refused = ask_for_token(server, "machine");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "2");
  EXPECT_EQ(server.last_event().reason, Reason::rate_limited);
  EXPECT_EQ(ask_for_token(server, "service").status, 200);
  server.clock->advance(2s);
  EXPECT_EQ(ask_for_token(server, "machine").status, 200);
}

TEST(RateLimits, RFC9126_2_3_requests_from_one_address_whoever_it_is) {
  TestServer server({.adjust = [](Config& config) {
    config.rate_limits->requests_per_address = TokenRate{.burst = 3, .interval = 500ms};
  }});
  server.peer.address = kHome;
  const auto push = [&] { return server.post("/par", TestServer::authorization("spa")); };
  for (int time = 0; time < 3; ++time) EXPECT_EQ(push().status, 201);
  const http::Response refused = push();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(server.last_event().reason, Reason::rate_limited);
  EXPECT_EQ(ask_for_token(server, "machine").status, 429);
  server.peer.address = kElsewhere;
  EXPECT_EQ(push().status, 201);
  server.peer.address = kHome;
  server.clock->advance(500ms);
  EXPECT_EQ(push().status, 201);
}

constexpr std::string_view kLeast = R"({"redirect_uris":["https://app.example/cb"]})";

TEST(RegistrationLimit, RFC7591_3_one_address_registers_sixty_clients_and_then_waits) {
  test::RegistrationServer at;
  at.server.peer.address = kHome;
  for (int time = 0; time < 60; ++time) ASSERT_EQ(at.post(kLeast).status, 201);
  const http::Response refused = at.post(kLeast);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "10");
  EXPECT_EQ(error_of(refused), "temporarily_unavailable");
  EXPECT_EQ(at.server.last_event().kind, EventKind::registration_denied);
  EXPECT_EQ(at.server.last_event().reason, Reason::rate_limited);
  EXPECT_EQ(at.host.registered.size(), 60U);
  at.server.peer.address = kElsewhere;
  EXPECT_EQ(at.post(kLeast).status, 201);
  at.server.peer.address = kHome;
  at.server.clock->advance(9'999ms);
  EXPECT_EQ(at.post(kLeast).status, 429);
  at.server.clock->advance(1ms);
  EXPECT_EQ(at.post(kLeast).status, 201);
}

TEST(RegistrationLimit, RFC7592_2_wrong_tokens_count_and_right_ones_do_not) {
  test::RegistrationServer at;
  const Json told = test::json_of(at.post(kLeast));
  const std::string target = told.find_string("registration_client_uri")->substr(test::kIssuer.size());
  const auto read = [&](std::string_view address, const std::string& where, const std::string& token) {
    at.server.peer.address = address;
    return at.server.get(where, {{"Authorization", "Bearer " + token}});
  };
  const std::string token = *told.find_string("registration_access_token");
  for (int time = 0; time < 100; ++time) ASSERT_EQ(read(kHome, target, token).status, 200);
  for (int time = 0; time < 30; ++time) {
    ASSERT_EQ(read(kHome, target, "wrong").status, 401);
    ASSERT_EQ(read(kHome, "/register/client?client_id=nobody", "wrong").status, 401);
  }
  const http::Response refused = read(kHome, target, token);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "10");
  EXPECT_EQ(at.server.last_event().reason, Reason::too_many_failures);
  EXPECT_EQ(read(kElsewhere, target, token).status, 200);
  at.server.clock->advance(10s);
  EXPECT_EQ(read(kHome, target, token).status, 200);
}

}  // namespace
}  // namespace attesto
