// A refused request has a number: in its answer, its event, and nowhere that a specification has no room for it.
#include <gtest/gtest.h>

#include <functional>

#include "attesto/base/request_id.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::TestServer;

struct Row {
  const char* name;
  std::function<http::Response(TestServer&)> refuse;
};

const Row kRows[] = {
    {"RFC6749_5_2_token", [](TestServer& s) { return s.post("/token", {{"grant_type", "password"}}); }},
    {"RFC7009_2_2_1_revoke", [](TestServer& s) { return s.post_as("web", "/revoke", {}); }},
    {"RFC7662_2_3_introspect", [](TestServer& s) { return s.post_as("web", "/introspect", {}); }},
    {"RFC9126_2_3_par", [](TestServer& s) { return s.post_as("web", "/par", {}); }},
    {"RFC6750_3_userinfo", [](TestServer& s) { return s.userinfo("nothing"); }},
    {"RFC6749_4_1_2_1_authorize_page", [](TestServer& s) { return s.authorize(TestServer::authorization("nobody")); }},
    {"RFC6749_4_1_2_1_authorize_redirect",
     [](TestServer& s) { return s.authorize(test::with(TestServer::authorization(), "scope", "unregistered")); }},
    {"RFC9110_15_5_6_method", [](TestServer& s) { return s.get("/token"); }},
    {"RFC9110_15_6_4_outage",
     [](TestServer& s) {
       s.clients_unavailable = true;
       return s.post_as("web", "/token", {{"grant_type", "client_credentials"}});
     }},
};

class RequestNumber : public testing::TestWithParam<Row> {};

TEST_P(RequestNumber, is_in_the_answer_and_in_the_event) {
  TestServer server;
  const http::Response first = GetParam().refuse(server);
  const std::string id = header(first, "X-Request-Id");
  EXPECT_TRUE(RequestId::is_one(id)) << id;
  EXPECT_EQ(server.last_event().request_id, id);
  const auto remembered = server.server().find_refusal(id);
  ASSERT_TRUE(remembered.has_value());
  EXPECT_EQ(remembered->reason, server.last_event().reason);
  EXPECT_EQ(remembered->endpoint.view(), server.last_event().endpoint);
  const http::Response second = GetParam().refuse(server);
  EXPECT_NE(header(second, "X-Request-Id"), id);
}

INSTANTIATE_TEST_SUITE_P(Refusals, RequestNumber, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RequestNumbers, RFC6749_5_2_the_body_has_no_member_for_it) {
  TestServer server;
  const Json body = test::json_of(server.post("/token", {{"grant_type", "password"}}));
  ASSERT_EQ(body.object()->size(), 2U);
  EXPECT_TRUE(body.find("error") && body.find("error_description"));
}

TEST(RequestNumbers, rule_20_RFC6749_4_1_2_1_a_redirect_has_no_parameter_for_it) {
  TestServer server;
  const auto response = server.authorize(test::with(TestServer::authorization(), "scope", "unregistered"));
  const auto answer = test::answer_of(response);
  for (const auto& [name, value] : answer)
    EXPECT_TRUE(name == "error" || name == "error_description" || name == "state" || name == "iss") << name;
  EXPECT_FALSE(header(response, "Location").contains(header(response, "X-Request-Id")));
}

/// Whatever a request brings is not taken, or anybody could put words into the log.
TEST(RequestNumbers, are_ours) {
  TestServer server;
  const auto response =
      server.send("POST", "/token", {{"X-Request-Id", "mine"}, {"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_NE(header(response, "X-Request-Id"), "mine");
  EXPECT_NE(server.last_event().request_id, "mine");
}

TEST(RequestNumbers, events_of_one_request_share_one) {
  TestServer server;
  const std::string code = server.obtain_code();
  server.redeem(code);
  const std::string issued = server.last_event().request_id;
  EXPECT_TRUE(RequestId::is_one(issued)) << "success has one too";
  server.events.clear();
  server.post_as("web", "/token", TestServer::redemption(code));
  const auto events = server.take_events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].request_id, events[1].request_id);
  EXPECT_NE(events[0].request_id, issued);
}

}  // namespace
}  // namespace attesto
