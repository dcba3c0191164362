// Client authentication, seen from the token endpoint - RFC 6749 §2.3, §3.2.1, §5.2.
#include <gtest/gtest.h>

#include <algorithm>

#include "attesto/wire/base64url.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::kSecret;
using test::TestServer;

const std::string kGoodBasic = test::basic("machine", kSecret);

std::string raw_basic(std::string_view credentials) { return "Basic " + base64_encode(as_bytes(credentials)); }

struct Row {
  const char* name;
  test::Fields fields;
  test::Parameters body;  // besides grant_type
  int status;
  const char* error;
  Reason reason;
};

std::vector<Row> refused() {
  using enum Reason;
  const std::string secret(kSecret);
  const auto header_row = [](const char* name, std::string value, Reason reason) {
    return Row{name, {{"Authorization", std::move(value)}}, {}, 401, "invalid_client", reason};
  };
  return {
      {"RFC6749_3_2_1_no_credentials", {}, {}, 401, "invalid_client", client_credentials_missing},
      {"RFC6749_3_2_1_client_id_alone", {}, {{"client_id", "machine"}}, 401, "invalid_client", client_wrong_method},
      {"RFC6749_2_3_1_empty_body_secret",
       {},
       {{"client_id", "post"}, {"client_secret", ""}},
       401,
       "invalid_client",
       client_wrong_method},
      {"RFC6749_2_3_1_secret_without_client_id",
       {},
       {{"client_secret", secret}},
       401,
       "invalid_client",
       client_credentials_missing},
      {"RFC6749_2_3_two_methods",
       {{"Authorization", kGoodBasic}},
       {{"client_id", "machine"}, {"client_secret", secret}},
       400,
       "invalid_request",
       client_several_methods},
      {"RFC6749_2_3_unknown_scheme_and_body_secret",
       {{"Authorization", "Digest x"}},
       {{"client_id", "post"}, {"client_secret", secret}},
       400,
       "invalid_request",
       client_several_methods},
      {"RFC7591_2_basic_for_a_post_client",
       {{"Authorization", test::basic("post", kSecret)}},
       {},
       401,
       "invalid_client",
       client_wrong_method},
      {"RFC7591_2_post_for_a_basic_client",
       {},
       {{"client_id", "machine"}, {"client_secret", secret}},
       401,
       "invalid_client",
       client_wrong_method},
      {"RFC7591_2_secret_of_a_public_client",
       {},
       {{"client_id", "spa"}, {"client_secret", secret}},
       401,
       "invalid_client",
       client_wrong_method},
      {"rule_71_RFC6749_3_2_1_other_client_id_in_the_body",
       {{"Authorization", kGoodBasic}},
       {{"client_id", "web"}},
       401,
       "invalid_client",
       client_id_mismatch},
      {"RFC9110_authorization_twice",
       {{"Authorization", kGoodBasic}, {"authorization", kGoodBasic}},
       {},
       401,
       "invalid_client",
       client_credentials_malformed},
      header_row("RFC6749_5_2_wrong_secret", test::basic("machine", "wrong"), client_wrong_secret),
      header_row("RFC6749_5_2_secret_is_case_sensitive", test::basic("machine", "S3CRET +:%/\xC3\xA9"),
                 client_wrong_secret),
      header_row("RFC6749_5_2_secret_with_more_behind_it", test::basic("machine", secret + "x"), client_wrong_secret),
      header_row("RFC6749_5_2_secret_cut_short", test::basic("machine", secret.substr(0, 5)), client_wrong_secret),
      header_row("RFC6749_5_2_unknown_client", test::basic("nobody", kSecret), client_unknown),
      header_row("RFC6749_5_2_disabled_client", test::basic("gone", kSecret), client_disabled),
      header_row("RFC6749_2_3_1_secret_not_form_encoded", raw_basic("machine:" + secret), client_credentials_malformed),
      header_row("RFC7617_2_empty_secret", raw_basic("machine:"), client_credentials_malformed),
      header_row("RFC7617_2_empty_client_id", raw_basic(":" + secret), client_credentials_malformed),
      header_row("RFC7617_2_no_colon", raw_basic("machine"), client_credentials_malformed),
      header_row("RFC7617_2_no_credentials", "Basic", client_credentials_malformed),
      header_row("RFC7617_2_no_base64", "Basic ****", client_credentials_malformed),
      header_row("RFC7617_2_no_padding", "Basic YzE6ZA", client_credentials_malformed),
      header_row("RFC7617_2_base64url_alphabet", "Basic Yz-k", client_credentials_malformed),
      header_row("RFC6749_appendix_B_bad_escape", "Basic YzE6ZCV6eg==", client_credentials_malformed),
      header_row("RFC6749_3_2_1_bearer_is_no_client_authentication", "Bearer x", client_credentials_malformed),
  };
}

class ClientAuthRefused : public testing::TestWithParam<Row> {};

TEST_P(ClientAuthRefused, with_its_status_and_a_challenge) {
  const Row& row = GetParam();
  // Each endpoint that authenticates clients does it in the same way.
  for (const char* endpoint : {"/token", "/revoke"}) {
    TestServer server;
    test::Parameters body = row.body;
    body.emplace_back("grant_type", "client_credentials");
    body.emplace_back("token", "x");
    const http::Response response = server.post(endpoint, body, row.fields);
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(error_of(response), row.error);
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "WWW-Authenticate"),
              row.status == 401 ? "Basic realm=\"https://auth.example.com\", charset=\"UTF-8\"" : "(none)");
    EXPECT_EQ(server.last_event().reason, row.reason);
    EXPECT_EQ(server.last_event().kind, EventKind::token_denied);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, ClientAuthRefused, testing::ValuesIn(refused()),
                         [](const auto& row) { return row.param.name; });

class ClientAuth : public testing::Test {
 protected:
  http::Response ask(const test::Fields& fields, test::Parameters body = {}) {
    body.emplace_back("grant_type", "client_credentials");
    return server_.post("/token", body, fields);
  }

  TestServer server_;
};

TEST_F(ClientAuth, rule_42_RFC6749_2_3_1_basic_credentials_are_form_encoded_first) {
  EXPECT_EQ(ask({{"Authorization", kGoodBasic}}).status, 200);
  EXPECT_EQ(ask({{"Authorization", "bASIC" + kGoodBasic.substr(5)}}).status, 200);
  // "+" is a space in a form
  EXPECT_EQ(ask({{"Authorization", raw_basic("machine:s3cret+%2B%3A%25%2F%C3%A9")}}).status, 200);
}

TEST_F(ClientAuth, RFC6749_3_2_1_the_same_client_id_in_the_body_is_fine) {
  EXPECT_EQ(ask({{"Authorization", kGoodBasic}}, {{"client_id", "machine"}}).status, 200);
}

TEST_F(ClientAuth, RFC6749_2_3_1_post_is_for_clients_that_are_registered_for_it) {
  test::change_client(server_, "post", [](Client& client) { client.grant_types = {"client_credentials"}; });
  EXPECT_EQ(ask({}, {{"client_id", "post"}, {"client_secret", std::string(kSecret)}}).status, 200);
}

TEST_F(ClientAuth, RFC6749_5_2_wrong_secret_unknown_and_disabled_client_give_equal_bytes) {
  const http::Response wrong = ask({{"Authorization", test::basic("machine", "wrong")}});
  for (const char* client_id : {"nobody", "gone", "post"}) {
    const http::Response other = ask({{"Authorization", test::basic(client_id, "wrong")}});
    EXPECT_EQ(other.status, wrong.status);
    EXPECT_EQ(other.body, wrong.body);
    ASSERT_EQ(other.headers.size(), wrong.headers.size());
    for (std::size_t i = 0; i < wrong.headers.size(); ++i) {
      EXPECT_EQ(other.headers[i].name, wrong.headers[i].name);
      if (other.headers[i].name == "X-Request-Id") continue;  // tells nothing of the client
      EXPECT_EQ(other.headers[i].value, wrong.headers[i].value);
    }
  }
}

// The host's verifier is asked for unknown clients as well, so that time tells nothing.
TEST(ClientAuthVerifier, works_as_hard_for_a_client_that_does_not_exist) {
  std::vector<std::string> asked;
  TestServer server({.adjust = [&](Config& config) {
    config.verify_client_secret = VerifyClientSecret([&](const Client& client, const Secret& secret) {
      asked.push_back(client.client_id.str());
      return secret.matches("good");
    });
  }});
  const auto status = [&](std::string_view client_id, std::string_view secret) {
    return server
        .post("/token", {{"grant_type", "client_credentials"}}, {{"Authorization", test::basic(client_id, secret)}})
        .status;
  };
  EXPECT_EQ(status("machine", "good"), 200);
  EXPECT_EQ(status("machine", "bad"), 401);
  EXPECT_EQ(status("nobody", "good"), 401);
  EXPECT_EQ(asked, (std::vector<std::string>{"machine", "machine", ""}));
}

TEST_F(ClientAuth, a_client_without_any_secret_never_authenticates) {
  test::change_client(server_, "machine", [](Client& client) { client.client_secret_sha256.reset(); });
  EXPECT_EQ(ask({{"Authorization", kGoodBasic}}).status, 401);
}

}  // namespace
}  // namespace attesto
