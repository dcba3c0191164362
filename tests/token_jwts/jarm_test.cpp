#include "attesto/token/jarm.hpp"

#include "token_jwts/token_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using enum JarmError;
using std::chrono::seconds;

std::string mint(const ResponseParameters& parameters, JarmLifetime lifetime = {}) {
  const ClientId client_id("c1");
  return mint_jarm_response(signer(), {.issuer = kIssuer, .client_id = client_id, .lifetime = lifetime}, parameters,
                            from_seconds(kNow));
}

std::optional<JarmError> check(std::string_view compact, long long now = kNow) {
  const auto checked = check_jarm_response(compact, keys(), {kIssuer, ClientId("c1")}, from_seconds(now));
  return checked ? std::nullopt : std::optional(checked.error());
}

TEST(Jarm, JARM_2_1_a_response_and_an_error_look_alike) {
  const Json code = claims_of(mint({{"code", "x"}, {"state", "s"}}));
  EXPECT_EQ(code.write(), R"({"iss":"https://as.example","aud":"c1","exp":1700000060,"code":"x","state":"s"})");
  const Json error = claims_of(mint({{"error", "access_denied"}, {"state", "s"}}));
  EXPECT_EQ(error.write(),
            R"({"iss":"https://as.example","aud":"c1","exp":1700000060,"error":"access_denied","state":"s"})");
}

TEST(Jarm, JARM_2_1_ten_minutes_at_most) {
  EXPECT_FALSE(JarmLifetime::create(seconds{0}));
  EXPECT_TRUE(JarmLifetime::create(seconds{1}));
  EXPECT_TRUE(JarmLifetime::create(seconds{600}));
  EXPECT_FALSE(JarmLifetime::create(seconds{601}));
  EXPECT_EQ(*claims_of(mint({}, *JarmLifetime::create(seconds{600}))).find_integer("exp"), kNow + 600);
}

TEST(Jarm, reserved_claims_win_over_parameters) {
  const Json claims = claims_of(mint({{"iss", "https://evil.example"},
                                      {"aud", "c2"},
                                      {"exp", "9999999999"},
                                      {"sub", "alice"},
                                      {"nbf", "0"},
                                      {"iat", "0"},
                                      {"jti", "j"},
                                      {"state", "first"},
                                      {"state", "second"}}));
  EXPECT_EQ(claims.write(), R"({"iss":"https://as.example","aud":"c1","exp":1700000060,"state":"first"})");
}

TEST(Jarm, JARM_2_4_a_client_gets_back_what_was_sent) {
  const ResponseParameters sent = {{"code", "x"}, {"state", "a\"b\\c\n"}};
  const auto response = check_jarm_response(mint(sent), keys(), {kIssuer, ClientId("c1")}, from_seconds(kNow));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->parameters, sent);
  EXPECT_EQ(response->exp, from_seconds(kNow + 60));
}

TEST(Jarm, JARM_2_4_each_fault_has_its_answer) {
  const Json::Object good = *claims_of(mint({{"code", "x"}})).object();
  const auto with = [&](std::string_view name, Json value) {
    Json::Object claims = good;
    set(claims, name, std::move(value));
    return check(resign("oauth-authz-resp+jwt", claims));
  };
  EXPECT_EQ(with("code", "y"), std::nullopt);
  EXPECT_EQ(check(resign("JWT", good)), untrusted);
  EXPECT_EQ(with("iss", "https://evil.example"), untrusted);
  EXPECT_EQ(with("aud", "c2"), wrong_audience);
  EXPECT_EQ(with("aud", Json::Array{"c1"}), wrong_audience);
  EXPECT_EQ(with("exp", Json(std::int64_t{kNow})), expired);
  EXPECT_EQ(with("exp", Json(std::int64_t{kNow + 1})), std::nullopt);
  EXPECT_EQ(with("exp", Json(std::int64_t{kNow + 600})), std::nullopt);
  EXPECT_EQ(with("exp", Json(std::int64_t{kNow + 601})), expired);
  EXPECT_EQ(with("exp", "1700000060"), expired);
  EXPECT_EQ(with("code", 1), wrong_value);
}

}  // namespace
}  // namespace attesto
