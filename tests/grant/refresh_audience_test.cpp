// Where the token of a refresh may be used - RFC 8707 §2.2.
#include <gtest/gtest.h>

#include "attesto/crypto/os_random.hpp"
#include "attesto/jose/jwt.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/token/opaque_token.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::TestServer;

const std::string kReports = "https://reports.example";
const std::string kFiles = "https://files.example/v1";

class RefreshAudience : public testing::Test {
 protected:
  /// A refresh token of `web` that was granted for two resources.
  std::string stored_token() {
    OsRandom random;
    const Secret value = mint_opaque_token(random);
    const Instant until = server_.clock->now() + std::chrono::hours{1};
    const RefreshToken token{.authorization = {.family = FamilyId("f1"),
                                               .client_id = ClientId("web"),
                                               .subject = Subject("alice"),
                                               .scope = *Scope::parse("api"),
                                               .audience = {kReports, kFiles},
                                               .auth_time = server_.clock->now()},
                             .expires_at = until,
                             .family_expires_at = until};
    const auto outcome =
        server_.store().commit({.records = {{.key = record_key(RecordKind::refresh_token, value.expose()),
                                             .family = FamilyId("f1"),
                                             .expires_at = until,
                                             .body = token.to_json()}}});
    EXPECT_TRUE(outcome && *outcome);
    return std::string(value.expose());
  }

  http::Response ask(std::string_view token, const std::vector<std::string>& resources) {
    test::Parameters form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token)}};
    for (const std::string& resource : resources) form.emplace_back("resource", resource);
    return server_.post_as("web", "/token", form);
  }

  static Audience audience_of(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    const Json json = test::json_of(response);
    const auto claims = peek_claims(*json.find_string("access_token"));
    return claims ? find_audience(*claims).value_or(Audience()) : Audience();
  }
  static std::string next_of(const http::Response& response) {
    return *test::json_of(response).find_string("refresh_token");
  }
  void expect_refused(const http::Response& response, std::string_view error, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), error);
    EXPECT_EQ(server_.last_event().reason, reason);
  }

  TestServer server_{{.adjust = [](Config& config) { config.lifetimes.refresh_grace = std::chrono::seconds{10}; }}};
};

TEST_F(RefreshAudience, RFC8707_2_2_is_narrowed_for_one_token_and_kept_for_the_next) {
  const http::Response narrow = ask(stored_token(), {kFiles});
  EXPECT_EQ(audience_of(narrow), Audience(kFiles));
  const http::Response both = ask(next_of(narrow), {kFiles, kReports});
  EXPECT_EQ(audience_of(both), (Audience{kFiles, kReports}));
  EXPECT_EQ(audience_of(ask(next_of(both), {})), (Audience{kReports, kFiles})) << "all that was granted";
}

TEST_F(RefreshAudience, RFC8707_2_2_never_grows_and_a_refusal_uses_nothing_up) {
  const std::string token = stored_token();
  expect_refused(ask(token, {kFiles, "https://other.example"}), "invalid_target", Reason::target_not_granted);
  expect_refused(ask(token, {std::string(test::kIssuer)}), "invalid_target", Reason::target_not_granted);
  expect_refused(ask(token, {"reports"}), "invalid_target", Reason::resource_syntax);
  expect_refused(ask(token, {kFiles + "#a"}), "invalid_target", Reason::resource_syntax);
  expect_refused(ask(token, std::vector<std::string>(17, kFiles)), "invalid_target", Reason::resource_syntax);
  EXPECT_EQ(audience_of(ask(token, std::vector<std::string>(16, kFiles))), Audience(kFiles));
}

// The answer that got lost was for one resource: who asks for another asks for something else.
TEST_F(RefreshAudience, RFC9700_4_14_2_a_retry_for_another_resource_is_reuse) {
  const std::string token = stored_token();
  const http::Response first = ask(token, {kFiles});
  const http::Response retry = ask(token, {kFiles});
  EXPECT_EQ(audience_of(retry), Audience(kFiles));
  EXPECT_EQ(next_of(retry), next_of(first));
  expect_refused(ask(token, {kReports}), "invalid_grant", Reason::refresh_reused);
  expect_refused(ask(next_of(first), {}), "invalid_grant", Reason::family_revoked);
}

TEST_F(RefreshAudience, a_login_is_for_the_servers_own_audience) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  EXPECT_EQ(find_audience(*peek_claims(tokens.access_token)), Audience(test::kIssuer));
  EXPECT_EQ(audience_of(ask(tokens.refresh_token, {std::string(test::kIssuer)})), Audience(test::kIssuer));
}

}  // namespace
}  // namespace attesto
