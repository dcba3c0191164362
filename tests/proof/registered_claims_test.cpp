#include "attesto/jose/registered_claims.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

std::optional<Instant> date(std::string_view text) { return parse_numeric_date(Json::parse(text).value()); }

TEST(RegisteredClaims, RFC7519_2_numeric_dates) {
  EXPECT_EQ(date("0"), from_seconds(0));
  EXPECT_EQ(date("1700000000"), from_seconds(1'700'000'000));
  EXPECT_EQ(date("1700000000.5"), from_seconds(1'700'000'000) + std::chrono::milliseconds{500});
  EXPECT_EQ(date("253402300799"), from_seconds(253'402'300'799));
  for (const std::string_view bad : {"-1", "-0.5", "253402300800", "9223372036854775807", "1e300", "\"1700000000\"",
                                     "true", "null", "[1700000000]", "{}"})
    EXPECT_FALSE(date(bad)) << bad;
}

TEST(RegisteredClaims, RFC7519_4_1_absent_is_not_malformed) {
  const auto none = find_time_claims(Json::parse("{}").value());
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->iat || none->nbf || none->exp);
  const auto all = find_time_claims(Json::parse(R"({"iat":1,"nbf":2,"exp":3})").value());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->iat, from_seconds(1));
  EXPECT_EQ(all->nbf, from_seconds(2));
  EXPECT_EQ(all->exp, from_seconds(3));
  for (const std::string_view bad : {R"({"iat":"1"})", R"({"nbf":null})", R"({"exp":-1})"})
    EXPECT_FALSE(find_time_claims(Json::parse(bad).value())) << bad;
}

TEST(RegisteredClaims, RFC7519_4_1_3_audiences) {
  using Audiences = std::vector<std::string_view>;
  const Json one = Json::parse(R"({"aud":"a"})").value();
  const Json two = Json::parse(R"({"aud":["a","b"]})").value();
  EXPECT_EQ(find_audiences(one), Audiences{"a"});
  EXPECT_EQ(find_audiences(two), (Audiences{"a", "b"}));
  for (const std::string_view bad : {"{}", R"({"aud":[]})", R"({"aud":["a",1]})", R"({"aud":[["a"]]})", R"({"aud":{}})",
                                     R"({"aud":null})", R"({"aud":1})"})
    EXPECT_FALSE(find_audiences(Json::parse(bad).value())) << bad;
}

}  // namespace
}  // namespace attesto
