// Redirect URIs: exact string matching, but for the port of native clients - RFC 9700 §2.1, RFC 8252 §7.3.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::TestServer;
using test::with;

std::optional<Json> read_vectors() {
  std::ifstream file(std::string(ATTESTO_VECTORS_DIR) + "/own/redirect_uri_match.json", std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto json = Json::parse(text, {.bytes = 1 << 20, .depth = 8, .members = 1000});
  return json ? std::optional(*std::move(json)) : std::nullopt;
}

http::Response ask(std::string_view registered, std::string_view requested,
                   ApplicationType type = ApplicationType::web) {
  TestServer server;
  server.start_session();
  test::change_client(server, "web", [&](Client& client) {
    client.redirect_uris = {std::string(registered)};
    client.application_type = type;
  });
  return server.authorize(with(TestServer::authorization(), "redirect_uri", requested));
}

TEST(RedirectUri, gives_the_published_verdicts) {
  const auto vectors = read_vectors();
  if (!vectors) GTEST_SKIP() << "the vectors are not at " << ATTESTO_VECTORS_DIR;
  int checked = 0;
  for (const Json& row : *vectors->find("cases")->array()) {
    const Json& requested = *row.find("requested");
    if (!requested.string()) continue;  // a repeated parameter, see request_test.cpp
    const std::string& registered = *row.find("registered")->array()->front().string();
    const bool native = *row.find("native")->boolean();
    const http::Response response =
        ask(registered, *requested.string(), native ? ApplicationType::native : ApplicationType::web);
    const std::string& id = *row.find_string("id");
    if (*row.find_string("expect") == "match") {
      EXPECT_EQ(response.status, 303) << id;
      EXPECT_TRUE(header(response, "Location").starts_with(*requested.string() + "?code=")) << id;
    } else {
      EXPECT_EQ(response.status, 400) << id << ' ' << *row.find_string("why");
      EXPECT_FALSE(response.header("Location")) << id;
    }
    ++checked;
  }
  EXPECT_GE(checked, 50);
}

/// The port belongs to the code: it is redeemed with the very URI that was sent (RFC 6749 §4.1.3).
TEST(RedirectUri, RFC8252_7_3_the_port_of_one_request_is_that_of_its_code) {
  TestServer server;
  test::change_client(server, "spa", [](Client& client) {
    client.redirect_uris = {"http://127.0.0.1/cb"};
    client.application_type = ApplicationType::native;
  });
  const std::string used = "http://127.0.0.1:51004/cb";
  const std::string code = server.obtain_code(with(TestServer::authorization("spa"), "redirect_uri", used));
  for (const char* other : {"http://127.0.0.1:51005/cb", "http://127.0.0.1/cb"})
    EXPECT_EQ(
        test::error_of(server.post_as("spa", "/token", with(TestServer::redemption(code), "redirect_uri", other))),
        "invalid_grant")
        << other;
  EXPECT_EQ(server.post_as("spa", "/token", with(TestServer::redemption(code), "redirect_uri", used)).status, 200);
}

struct Row {
  const char* name;
  std::string requested;
};

class RedirectUriTrick : public testing::TestWithParam<Row> {};

TEST_P(RedirectUriTrick, rule_23_RFC9700_4_1_3_gets_a_page) {
  const http::Response response = ask("https://client.example/cb", GetParam().requested);
  EXPECT_EQ(response.status, 400);
  EXPECT_FALSE(response.header("Location"));
}

INSTANTIATE_TEST_SUITE_P(
    Tricks, RedirectUriTrick,
    testing::Values(Row{"host_case", "https://CLIENT.example/cb"}, Row{"scheme_case", "HTTPS://client.example/cb"},
                    Row{"default_port", "https://client.example:443/cb"},
                    Row{"trailing_slash", "https://client.example/cb/"},
                    Row{"query_added", "https://client.example/cb?x=1"},
                    Row{"empty_query", "https://client.example/cb?"}, Row{"fragment", "https://client.example/cb#"},
                    Row{"userinfo", "https://a@client.example/cb"}, Row{"encoded", "https://client.example/%63b"},
                    Row{"dot_segment", "https://client.example/./cb"}, Row{"crlf", "https://client.example/cb\r\nX: y"},
                    Row{"space", "https://client.example/cb "}, Row{"prefix_only", "https://client.example/c"},
                    Row{"no_scheme", "//client.example/cb"}, Row{"script", "javascript:alert(1)"}),
    [](const auto& row) { return row.param.name; });

TEST(RedirectUri, rule_24_RFC6749_3_1_2_a_registered_query_is_kept) {
  TestServer server;
  server.start_session();
  const std::string location = header(
      server.authorize(with(TestServer::authorization(), "redirect_uri", test::kRedirectUriWithQuery)), "Location");
  EXPECT_TRUE(location.starts_with("https://client.example/cb?tenant=1&code=")) << location;
  const auto answer = test::query_of(location);
  EXPECT_EQ(answer.at("tenant"), "1");
  EXPECT_EQ(answer.size(), 4U);
}

TEST(RedirectUri, RFC6749_3_1_2_a_fragment_is_refused_even_if_it_is_registered) {
  EXPECT_EQ(ask("https://client.example/cb#f", "https://client.example/cb#f").status, 400);
}

TEST(RedirectUri, RFC8252_7_1_a_private_use_scheme_works) {
  const std::string location = header(ask("com.example.app:/cb", "com.example.app:/cb"), "Location");
  EXPECT_TRUE(location.starts_with("com.example.app:/cb?code=")) << location;
}

// However it got into the registry, it must not split a header.
TEST(RedirectUri, a_registered_line_break_is_a_500_and_no_header) {
  const std::string evil = "https://client.example/cb\r\nSet-Cookie: a=b";
  const http::Response response = ask(evil, evil);
  EXPECT_EQ(response.status, 500);
  EXPECT_FALSE(response.header("Location"));
}

}  // namespace
}  // namespace attesto
