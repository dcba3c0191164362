#include "attesto/proof/request_object.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "proof/raw_jwt.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using enum RequestObjectError;
using Profile = RequestObjectPolicy::Profile;
using Spoil = std::function<void(RawJwt&)>;

constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::string_view kIssuer = "https://as.example";

const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

RawJwt good_object() {
  return {.header = {{"alg", "ES256"}, {"typ", "oauth-authz-req+jwt"}, {"kid", "cl-1"}},
          .claims = {{"iss", "c1"},
                     {"client_id", "c1"},
                     {"aud", kIssuer},
                     {"nbf", Json(kNow)},
                     {"exp", Json(kNow + 300)},
                     {"response_type", "code"},
                     {"scope", "openid a b"},
                     {"state", "a&b=c d%"}}};
}

std::expected<RequestObject, RequestObjectError> check(const RawJwt& object, Profile profile) {
  const std::array keys = {VerificationKey::create(key().public_key(), Algorithm::ES256, "cl-1").value()};
  return check_request_object(object.sign(key(), Algorithm::ES256), ClientId("c1"), keys,
                              {.profile = profile, .issuer = kIssuer, .algorithms = kFapiAlgorithms},
                              from_seconds(kNow));
}

Spoil header(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.header, name, value); };
}
Spoil claim(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.claims, name, value); };
}
Spoil without(std::string_view name) {
  return [=](RawJwt& jwt) { drop(jwt.header, name), drop(jwt.claims, name); };
}
Spoil date(std::string_view name, std::int64_t offset) { return claim(name, Json(kNow + offset)); }
Spoil both(Spoil first, Spoil second) {
  return [=](RawJwt& jwt) { first(jwt), second(jwt); };
}

struct Case {
  std::string_view name;
  Spoil spoil;
  std::optional<RequestObjectError> generic;
  std::optional<RequestObjectError> fapi;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

constexpr std::nullopt_t kGood = std::nullopt;

const Case kCases[] = {
    {"good", [](RawJwt&) {}, kGood, kGood},
    {"RFC9101_10_8_typ_absent", without("typ"), kGood, kGood},
    {"RFC9101_10_8_typ_upper_case", header("typ", "OAUTH-AUTHZ-REQ+JWT"), kGood, kGood},
    {"RFC9101_10_8_typ_media_type", header("typ", "application/oauth-authz-req+jwt"), kGood, kGood},
    {"OIDC_6_1_typ_JWT", header("typ", "JWT"), kGood, malformed},
    {"RFC9101_10_8_typ_access_token", header("typ", "at+jwt"), malformed, malformed},
    {"RFC9101_10_8_typ_assertion", header("typ", "client-authentication+jwt"), malformed, malformed},
    {"RFC9101_6_2_alg_none", header("alg", "none"), wrong_algorithm, wrong_algorithm},
    {"RFC9101_6_2_alg_HS256", header("alg", "HS256"), wrong_algorithm, wrong_algorithm},
    {"RFC9101_6_2_other_kid", header("kid", "cl-2"), wrong_signature, wrong_signature},
    {"RFC7515_4_1_11_crit", header("crit", Json::Array{"exp"}), malformed, malformed},
    {"RFC9101_4_no_iss", without("iss"), wrong_issuer, wrong_issuer},
    {"RFC9101_4_other_iss", claim("iss", "c2"), wrong_issuer, wrong_issuer},
    {"RFC9101_5_no_client_id", without("client_id"), wrong_issuer, wrong_issuer},
    {"RFC9101_5_other_client_id", claim("client_id", "c2"), wrong_issuer, wrong_issuer},
    {"RFC9101_10_8_sub_is_the_client", claim("sub", "c1"), wrong_issuer, wrong_issuer},
    {"RFC9101_10_8_sub_is_someone_else", claim("sub", "alice"), kGood, kGood},
    {"RFC9101_4_no_aud", without("aud"), wrong_audience, wrong_audience},
    {"RFC9101_4_aud_other", claim("aud", "https://other.example"), wrong_audience, wrong_audience},
    {"RFC9101_4_aud_array", claim("aud", Json::Array{"https://other.example", kIssuer}), kGood, kGood},
    {"RFC9101_4_aud_mixed_array", claim("aud", Json::Array{kIssuer, 1}), wrong_audience, wrong_audience},
    {"FAPI_MS_5_3_1_no_exp", without("exp"), kGood, expired},
    {"RFC7519_4_1_4_exp_is_now", date("exp", 0), expired, expired},
    {"RFC7519_4_1_4_exp_in_1_s", date("exp", 1), kGood, kGood},
    {"RFC7519_4_1_4_exp_string", claim("exp", "1700000300"), expired, expired},
    {"FAPI_MS_5_3_1_no_nbf", without("nbf"), kGood, not_yet_valid},
    {"RFC7519_4_1_5_nbf_in_60_s", date("nbf", 60), kGood, kGood},
    {"RFC7519_4_1_5_nbf_in_61_s", date("nbf", 61), not_yet_valid, not_yet_valid},
    {"RFC7519_4_1_5_nbf_null", claim("nbf", Json()), not_yet_valid, not_yet_valid},
    {"RFC7519_4_1_6_iat_in_60_s", date("iat", 60), kGood, kGood},
    {"RFC7519_4_1_6_iat_in_61_s", date("iat", 61), not_yet_valid, not_yet_valid},
    {"FAPI_MS_5_3_1_nbf_60_min_old", both(date("nbf", -3600), date("exp", 0)), expired, expired},
    {"FAPI_MS_5_3_1_nbf_just_under_60_min_old", both(date("nbf", -3599), date("exp", 1)), kGood, kGood},
    {"FAPI_MS_5_3_1_nbf_61_min_old", date("nbf", -3601), kGood, too_long_lived},
    {"FAPI_MS_5_3_1_exp_60_min_after_nbf", date("exp", 3600), kGood, kGood},
    {"FAPI_MS_5_3_1_exp_over_60_min_after_nbf", date("exp", 3601), kGood, too_long_lived},
    {"RFC9101_4_nested_request", claim("request", "a.b.c"), nested, nested},
    {"RFC9101_4_nested_request_uri", claim("request_uri", "urn:x"), nested, nested},
    {"OIDC_3_1_2_1_max_age_number", claim("max_age", 60), kGood, kGood},
    {"OIDC_3_1_2_1_max_age_negative", claim("max_age", Json(std::int64_t{-1})), wrong_parameter, wrong_parameter},
    {"OIDC_3_1_2_1_max_age_true", claim("max_age", true), wrong_parameter, wrong_parameter},
    {"OIDC_3_1_2_1_max_age_fraction", claim("max_age", 1.5), wrong_parameter, wrong_parameter},
    {"RFC9101_4_scope_array", claim("scope", Json::Array{"openid"}), wrong_parameter, wrong_parameter},
    {"RFC9101_4_state_null", claim("state", Json()), wrong_parameter, wrong_parameter},
    {"RFC9101_4_state_number", claim("state", 1), wrong_parameter, wrong_parameter},
    {"RFC9101_4_unknown_object", claim("x", Json::Object{}), wrong_parameter, wrong_parameter},
    {"OIDC_5_5_claims_object", claim("claims", Json::Object{}), kGood, kGood},
    {"OIDC_5_5_claims_array", claim("claims", Json::Array{}), wrong_parameter, wrong_parameter},
    {"RFC9396_3_details_array", claim("authorization_details", Json::Array{Json::Object{{"type", "x"}}}), kGood, kGood},
    {"RFC9396_3_details_object", claim("authorization_details", Json::Object{}), wrong_parameter, wrong_parameter},
    {"RFC9396_3_details_strings", claim("authorization_details", Json::Array{"x"}), wrong_parameter, wrong_parameter},
    {"RFC8707_2_1_resource_array", claim("resource", Json::Array{"https://a.example", "https://b.example"}), kGood,
     kGood},
    {"RFC8707_2_1_resource_empty_array", claim("resource", Json::Array{}), wrong_parameter, wrong_parameter},
    {"RFC8707_2_1_resource_mixed", claim("resource", Json::Array{"https://a.example", 1}), wrong_parameter,
     wrong_parameter},
};

class RequestObjects : public testing::TestWithParam<Case> {};
TEST_P(RequestObjects, get_their_verdict) {
  RawJwt object = good_object();
  GetParam().spoil(object);
  const auto error = [&](Profile profile) {
    const auto checked = check(object, profile);
    return checked ? std::nullopt : std::optional(checked.error());
  };
  EXPECT_EQ(error(Profile::generic), GetParam().generic) << "generic";
  EXPECT_EQ(error(Profile::fapi_message_signing), GetParam().fapi) << "FAPI";
}
INSTANTIATE_TEST_SUITE_P(Rfc, RequestObjects, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RequestObjectParameters, RFC9101_6_3_are_the_whole_request) {
  RawJwt object = good_object();
  set(object.claims, "max_age", 60);
  set(object.claims, "jti", "j");
  set(object.claims, "claims", Json::Object{{"id_token", Json::Object{{"acr", Json()}}}});
  set(object.claims, "resource", Json::Array{"https://a.example", "https://b.example"});
  set(object.claims, "authorization_details", Json::Array{Json::Object{{"type", "pay"}, {"sum", 7}}});
  const auto checked = check(object, Profile::fapi_message_signing);
  ASSERT_TRUE(checked);
  const Form& form = checked->parameters;
  EXPECT_EQ(form.find("client_id"), "c1");
  EXPECT_EQ(form.find("response_type"), "code");
  EXPECT_EQ(form.find("scope"), "openid a b");
  EXPECT_EQ(form.find("state"), "a&b=c d%") << "byte for byte through the form";
  EXPECT_EQ(form.find("max_age"), "60");
  EXPECT_EQ(form.find("claims"), R"({"id_token":{"acr":null}})");
  EXPECT_EQ(form.find("authorization_details"), R"([{"type":"pay","sum":7}])");
  EXPECT_EQ(form.find_all("resource"), (std::vector<std::string_view>{"https://a.example", "https://b.example"}));
  for (const std::string_view name : {"iss", "aud", "exp", "nbf", "iat", "jti", "sub", "redirect_uri"})
    EXPECT_EQ(form.find(name), std::nullopt) << name;
}

TEST(RequestObjectParameters, more_than_a_form_may_have_are_refused) {
  RawJwt object = good_object();
  for (std::size_t i = 0; i < Form::kMaxParameters; ++i) set(object.claims, std::to_string(i), "x");
  const auto checked = check(object, Profile::generic);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), wrong_parameter);
}

TEST(RequestObjectErrors, are_all_invalid_request_object_with_a_reason_of_their_own) {
  std::vector<Reason> reasons;
  for (int i = 0; i <= static_cast<int>(wrong_parameter); ++i) {
    const Error error = to_error(static_cast<RequestObjectError>(i));
    EXPECT_EQ(error.code, ErrorCode::invalid_request_object);
    EXPECT_EQ(std::ranges::count(reasons, error.reason), 0);
    reasons.push_back(error.reason);
  }
}

}  // namespace
}  // namespace attesto
