// Methods that an endpoint does not take - RFC 9110 §15.5.6.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::TestServer;

struct Row {
  const char* name;
  const char* path;
  const char* allow;
  std::vector<std::string> taken;
};

const Row kRows[] = {
    {"RFC8414_3", "/.well-known/oauth-authorization-server", "GET, HEAD", {"GET", "HEAD"}},
    {"OIDC_Discovery_4", "/.well-known/openid-configuration", "GET, HEAD", {"GET", "HEAD"}},
    {"RFC7517_5", "/jwks", "GET, HEAD", {"GET", "HEAD"}},
    {"RFC6749_3_1", "/authorize", "GET, POST", {"GET", "POST"}},
    {"resume", "/authorize/resume", "GET", {"GET"}},
    {"RFC9126_2", "/par", "POST", {"POST"}},
    {"RFC6749_3_2", "/token", "POST", {"POST"}},
    {"RFC7009_2_1", "/revoke", "POST", {"POST"}},
    {"RFC7662_2_1", "/introspect", "POST", {"POST"}},
    {"OIDC_Core_5_3", "/userinfo", "GET, POST", {"GET", "POST"}},
};

class Methods : public testing::TestWithParam<Row> {};

TEST_P(Methods, rule_62_that_are_not_taken_get_405_with_allow) {
  TestServer server;
  for (const std::string method :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "GET, POST", ""}) {
    server.events.clear();
    const http::Response response = server.send(method, GetParam().path);
    if (std::ranges::find(GetParam().taken, method) != GetParam().taken.end()) {
      EXPECT_NE(response.status, 405) << method;
      continue;
    }
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(header(response, "Allow"), GetParam().allow);
    EXPECT_TRUE(response.body.empty());
    EXPECT_EQ(server.last_event().reason, Reason::method_not_allowed);
    EXPECT_EQ(server.events.size(), 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, Methods, testing::ValuesIn(kRows), [](const auto& row) { return row.param.name; });

TEST(Head, RFC9110_9_3_2_has_the_headers_of_a_get) {
  TestServer server;
  for (const char* path : {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/jwks"}) {
    const http::Response get = server.send("GET", path);
    const http::Response head = server.send("HEAD", path);
    EXPECT_EQ(head.status, 200);
    for (const http::Header& field : get.headers) EXPECT_EQ(header(head, field.name), field.value);
  }
}

TEST(Paths, are_taken_only_byte_for_byte) {
  TestServer server;
  for (const char* path : {"/token/", "//token", "/Token", "/%74oken", "/token;x", "/authorize/../token", "/", "", "*"})
    EXPECT_FALSE(server.server().handle({.method = "POST", .target = path})) << path;
}

}  // namespace
}  // namespace attesto
