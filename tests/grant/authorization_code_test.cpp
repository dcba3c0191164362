// grant_type=authorization_code - RFC 6749 §4.1.3, RFC 7636 §4.6.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/wire/json.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::StoreKind;
using test::TestServer;
using test::with;
using test::without;

const std::string kOtherVerifier(43, 'a');

struct Row {
  const char* name;
  std::function<test::Parameters(test::Parameters)> change;
  const char* client_id;
  const char* error;
  Reason reason;
};

/// Requests that fail although the code is good.
std::vector<Row> refused() {
  using enum Reason;
  const auto set = [](const char* name, std::string value) {
    return [=](test::Parameters form) { return with(std::move(form), name, value); };
  };
  const auto leave_out = [](const char* name) {
    return [=](test::Parameters form) { return without(std::move(form), name); };
  };
  const auto as_is = [](test::Parameters form) { return form; };
  return {
      {"RFC6749_4_1_3_code_missing", leave_out("code"), "web", "invalid_request", parameter_missing},
      {"RFC6749_4_1_3_code_unknown", set("code", std::string(43, 'A')), "web", "invalid_grant", code_unknown},
      {"RFC6749_4_1_3_redirect_uri_missing", leave_out("redirect_uri"), "web", "invalid_request", parameter_missing},
      {"RFC6749_4_1_3_other_registered_redirect_uri", set("redirect_uri", std::string(test::kRedirectUriWithQuery)),
       "web", "invalid_grant", code_redirect_mismatch},
      {"RFC6749_4_1_3_redirect_uri_in_other_spelling", set("redirect_uri", "https://client.example/%63b"), "web",
       "invalid_grant", code_redirect_mismatch},
      {"rule_70_RFC6749_4_1_3_other_client", as_is, "other", "invalid_grant", code_other_client},
      {"RFC6749_4_1_3_public_client", as_is, "spa", "invalid_grant", code_other_client},
      {"rule_63_RFC7636_4_6_verifier_missing", leave_out("code_verifier"), "web", "invalid_grant", pkce_mismatch},
      {"RFC7636_4_6_verifier_empty", set("code_verifier", ""), "web", "invalid_grant", pkce_mismatch},
      {"rule_63_RFC7636_4_6_verifier_wrong", set("code_verifier", kOtherVerifier), "web", "invalid_grant",
       pkce_mismatch},
      {"RFC7636_4_6_challenge_as_verifier", set("code_verifier", std::string(test::kChallenge)), "web", "invalid_grant",
       pkce_mismatch},
      {"RFC7636_4_1_verifier_of_42", set("code_verifier", std::string(42, 'a')), "web", "invalid_request", pkce_syntax},
      {"RFC7636_4_1_verifier_of_129", set("code_verifier", std::string(129, 'a')), "web", "invalid_request",
       pkce_syntax},
      {"RFC7636_4_1_verifier_alphabet", set("code_verifier", kOtherVerifier + "="), "web", "invalid_request",
       pkce_syntax},
  };
}

class CodeRefused : public testing::TestWithParam<Row> {};

// "nothing is used up by a request that fails": a thief without the verifier can't burn a code.
TEST_P(CodeRefused, and_still_works_for_its_owner) {
  TestServer server;
  const Row& row = GetParam();
  const std::string code = server.obtain_code();
  const http::Response response = server.post_as(row.client_id, "/token", row.change(TestServer::redemption(code)));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), row.error);
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(server.last_event().reason, row.reason);
  const test::Tokens tokens = server.redeem(code);
  EXPECT_EQ(server.userinfo_status(tokens.access_token), 200) << "the family lives";
}

INSTANTIATE_TEST_SUITE_P(Rfc, CodeRefused, testing::ValuesIn(refused()),
                         [](const auto& row) { return row.param.name; });

class Code : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response redeem(std::string_view code, std::string_view client_id = "web") {
    return server_.post_as(client_id, "/token", TestServer::redemption(code));
  }

  TestServer server_{{.store = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Stores, Code, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Code, rule_40_RFC6749_5_1_success) {
  const http::Response response = redeem(server_.obtain_code());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Pragma"), "no-cache");
  const Json json = test::json_of(response);
  EXPECT_EQ(*json.find_string("token_type"), "Bearer");
  EXPECT_EQ(*json.find_integer("expires_in"), 900);
  EXPECT_EQ(*json.find_string("scope"), "openid");
  EXPECT_NE(json.find_string("access_token"), nullptr);
  EXPECT_NE(json.find_string("id_token"), nullptr);
  EXPECT_EQ(json.find("refresh_token"), nullptr);
}

TEST_P(Code, rule_17_RFC6749_10_10_has_240_random_bits) {
  const std::string first = server_.obtain_code();
  EXPECT_EQ(first.size(), 48U);
  EXPECT_NE(first, server_.obtain_code());
}

TEST_P(Code, rule_69_RFC6749_4_1_2_expires_on_the_millisecond) {
  const std::string early = server_.obtain_code();
  const std::string late = server_.obtain_code();
  server_.clock->advance(std::chrono::milliseconds{59'999});
  EXPECT_EQ(redeem(early).status, 200);
  server_.clock->advance(std::chrono::milliseconds{1});
  EXPECT_EQ(error_of(redeem(late)), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::code_expired);
}

TEST_P(Code, rules_41_69_RFC6749_4_1_2_reuse_revokes_what_came_from_it) {
  const std::string code = server_.obtain_code(with(TestServer::authorization(), "scope", "openid offline_access"));
  const test::Tokens first = server_.redeem(code);
  const test::Tokens second = server_.refresh(first.refresh_token);
  server_.clock->advance(std::chrono::seconds{30});
  EXPECT_EQ(error_of(redeem(code)), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::code_reused);
  EXPECT_EQ(server_.userinfo_status(first.access_token), 401);
  EXPECT_EQ(server_.userinfo_status(second.access_token), 401);
  const http::Response refreshed =
      server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", second.refresh_token}});
  EXPECT_EQ(error_of(refreshed), "invalid_grant");
}

// As long as a token of the family can live, reuse is seen: also after the code itself expired.
TEST_P(Code, rule_41_RFC6749_4_1_2_late_reuse_still_revokes) {
  const std::string code = server_.obtain_code(with(TestServer::authorization(), "scope", "openid offline_access"));
  const test::Tokens first = server_.redeem(code);
  server_.clock->advance(std::chrono::hours{24 * 10});
  ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000).has_value());
  redeem(code);
  EXPECT_EQ(server_.last_event().reason, Reason::code_reused);
  const http::Response refreshed =
      server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", first.refresh_token}});
  EXPECT_EQ(error_of(refreshed), "invalid_grant");
}

TEST_P(Code, reuse_by_another_client_reaches_nothing) {
  const std::string code = server_.obtain_code();
  const test::Tokens tokens = server_.redeem(code);
  EXPECT_EQ(error_of(redeem(code, "other")), "invalid_grant");
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
}

TEST_P(Code, is_no_refresh_token_and_the_other_way_round) {
  const std::string code = server_.obtain_code(with(TestServer::authorization(), "scope", "openid offline_access"));
  const http::Response as_refresh =
      server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", code}});
  EXPECT_EQ(error_of(as_refresh), "invalid_grant");
  const test::Tokens tokens = server_.redeem(code);
  EXPECT_EQ(error_of(redeem(tokens.refresh_token)), "invalid_grant");
  EXPECT_FALSE(server_.refresh(tokens.refresh_token).access_token.empty());
}

TEST_P(Code, RFC6749_4_1_3_one_character_off_is_another_code) {
  const std::string code = server_.obtain_code();
  std::string altered = code;
  altered[0] = altered[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(error_of(redeem(altered)), "invalid_grant");
  EXPECT_EQ(redeem(code).status, 200);
}

TEST_P(Code, OIDC_Core_11_a_refresh_token_needs_offline_access_and_the_grant) {
  EXPECT_TRUE(server_.log_in("openid").refresh_token.empty());
  EXPECT_FALSE(server_.log_in("openid offline_access").refresh_token.empty());
  EXPECT_TRUE(server_.log_in("openid offline_access", "once").refresh_token.empty());
  EXPECT_FALSE(server_.log_in("openid offline_access", "spa").refresh_token.empty());
  EXPECT_FALSE(server_.log_in("openid offline_access", "post").refresh_token.empty());
}

TEST_P(Code, rule_78_OIDC_Core_3_1_3_3_no_id_token_without_openid) {
  EXPECT_TRUE(server_.log_in("profile").id_token.empty());
}

TEST_P(Code, a_user_who_is_gone_gets_nothing_and_nothing_is_used_up) {
  const std::string code = server_.obtain_code();
  server_.subject_active = false;
  EXPECT_EQ(error_of(redeem(code)), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::subject_gone);
  server_.subject_active = true;
  EXPECT_EQ(redeem(code).status, 200);
}

TEST_P(Code, RFC6749_5_2_a_client_without_the_grant_may_not) {
  const std::string code = server_.obtain_code();
  const http::Response response = redeem(code, "machine");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "unauthorized_client");
}

TEST(CodeWithoutPkce, RFC9700_4_8_2_a_verifier_without_a_challenge_is_a_downgrade) {
  TestServer server({.adjust = [](Config& config) { config.require_pkce = false; }});
  const test::Parameters plain =
      without(without(TestServer::authorization(), "code_challenge"), "code_challenge_method");
  const std::string code = server.obtain_code(plain);
  EXPECT_EQ(error_of(server.post_as("web", "/token", TestServer::redemption(code))), "invalid_grant");
  EXPECT_EQ(server.last_event().reason, Reason::pkce_unexpected_verifier);
  EXPECT_EQ(server.post_as("web", "/token", without(TestServer::redemption(code), "code_verifier")).status, 200);
}

}  // namespace
}  // namespace attesto
