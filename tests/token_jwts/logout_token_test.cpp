#include "attesto/token/logout_token.hpp"

#include "token_jwts/token_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using enum LogoutTokenError;

constexpr std::string_view kEvent = "http://schemas.openid.net/event/backchannel-logout";

LogoutToken token(LogoutTarget target = LogoutTarget(Subject("alice"), SessionId("s-1"))) {
  return {.iss = std::string(kIssuer),
          .aud = ClientId("c1"),
          .iat = from_seconds(kNow),
          .jti = "j-1",
          .target = std::move(target)};
}

std::optional<LogoutTokenError> check(std::string_view compact, long long now = kNow) {
  const auto checked = check_logout_token(compact, keys(), {kIssuer, ClientId("c1")}, from_seconds(now));
  return checked ? std::nullopt : std::optional(checked.error());
}

TEST(LogoutTokens, OIDC_back_channel_2_4_claims) {
  const Json claims = claims_of(mint_logout_token(signer(), token()));
  EXPECT_EQ(*claims.find_string("iss"), kIssuer);
  EXPECT_EQ(*claims.find_string("aud"), "c1");
  EXPECT_EQ(*claims.find_integer("iat"), kNow);
  EXPECT_EQ(*claims.find_integer("exp"), kNow + 120);
  EXPECT_EQ(*claims.find_string("jti"), "j-1");
  EXPECT_EQ(*claims.find_string("sub"), "alice");
  EXPECT_EQ(*claims.find_string("sid"), "s-1");
  EXPECT_EQ(claims.find("events")->write(), R"({"http://schemas.openid.net/event/backchannel-logout":{}})");
  EXPECT_EQ(claims.find("nonce"), nullptr);
}

TEST(LogoutTokens, OIDC_back_channel_2_4_subject_session_or_both) {
  const auto round_trip = [](LogoutTarget target) {
    return check_logout_token(mint_logout_token(signer(), token(std::move(target))), keys(), {kIssuer, ClientId("c1")},
                              from_seconds(kNow))
        .value()
        .target;
  };
  EXPECT_EQ(round_trip(LogoutTarget(Subject("alice"))).sub(), Subject("alice"));
  EXPECT_EQ(round_trip(LogoutTarget(Subject("alice"))).sid(), std::nullopt);
  EXPECT_EQ(round_trip(LogoutTarget(SessionId("s"))).sub(), std::nullopt);
  EXPECT_EQ(round_trip(LogoutTarget(SessionId("s"))).sid(), SessionId("s"));
  EXPECT_EQ(round_trip(LogoutTarget(Subject("alice"), SessionId("s"))).sid(), SessionId("s"));
}

TEST(LogoutTokens, live_for_two_minutes) {
  const std::string compact = mint_logout_token(signer(), token());
  EXPECT_EQ(check(compact, kNow + 119), std::nullopt);
  EXPECT_EQ(check(compact, kNow + 120), expired);
}

TEST(LogoutTokens, OIDC_back_channel_2_6_each_fault_has_its_answer) {
  const Json::Object good = *claims_of(mint_logout_token(signer(), token())).object();
  const auto with = [&](std::string_view name, Json value) {
    Json::Object claims = good;
    set(claims, name, std::move(value));
    return check(resign("logout+jwt", claims));
  };
  const auto without = [&](std::initializer_list<std::string_view> names) {
    Json::Object claims = good;
    for (const std::string_view name : names) drop(claims, name);
    return check(resign("logout+jwt", claims));
  };
  EXPECT_EQ(check(resign("logout+jwt", good)), std::nullopt);
  EXPECT_EQ(check(resign("JWT", good)), untrusted);
  EXPECT_EQ(with("iss", "https://other.example"), untrusted);
  EXPECT_EQ(with("aud", "c2"), wrong_audience);
  EXPECT_EQ(with("aud", Json::Array{"c2", "c1"}), std::nullopt);
  EXPECT_EQ(with("aud", Json::Array{"c1", 1}), wrong_audience);
  EXPECT_EQ(without({"exp"}), expired);
  EXPECT_EQ(without({"iat"}), expired);
  EXPECT_EQ(with("exp", "soon"), expired);
  EXPECT_EQ(without({"events"}), wrong_event);
  EXPECT_EQ(with("events", Json::Object{{"other", Json::Object{}}}), wrong_event);
  EXPECT_EQ(with("events", Json::Object{{std::string(kEvent), "x"}}), wrong_event);
  EXPECT_EQ(with("nonce", "n"), has_nonce);
  EXPECT_EQ(without({"jti"}), incomplete);
  EXPECT_EQ(with("jti", ""), incomplete);
  EXPECT_EQ(without({"sub"}), std::nullopt);
  EXPECT_EQ(without({"sid"}), std::nullopt);
  EXPECT_EQ(without({"sub", "sid"}), incomplete);
  EXPECT_EQ(with("sid", 7), incomplete);
}

}  // namespace
}  // namespace attesto
