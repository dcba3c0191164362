#include "attesto/oauth/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace attesto {
namespace {

using enum ErrorCode;

struct Case {
  ErrorCode code;
  std::string_view want;
};

constexpr Case kCases[] = {
    {invalid_request, "invalid_request"},
    {invalid_client, "invalid_client"},
    {invalid_grant, "invalid_grant"},
    {unauthorized_client, "unauthorized_client"},
    {unsupported_grant_type, "unsupported_grant_type"},
    {unsupported_response_type, "unsupported_response_type"},
    {invalid_scope, "invalid_scope"},
    {access_denied, "access_denied"},
    {server_error, "server_error"},
    {temporarily_unavailable, "temporarily_unavailable"},
    {invalid_token, "invalid_token"},
    {insufficient_scope, "insufficient_scope"},
    {login_required, "login_required"},
    {consent_required, "consent_required"},
    {request_not_supported, "request_not_supported"},
    {request_uri_not_supported, "request_uri_not_supported"},
    {invalid_request_uri, "invalid_request_uri"},
    {invalid_request_object, "invalid_request_object"},
    {invalid_dpop_proof, "invalid_dpop_proof"},
    {use_dpop_nonce, "use_dpop_nonce"},
    {invalid_target, "invalid_target"},
    {invalid_authorization_details, "invalid_authorization_details"},
};

class ErrorCodes : public testing::TestWithParam<Case> {};

TEST_P(ErrorCodes, RFC6749_11_4_have_their_registered_names) { EXPECT_EQ(to_string(GetParam().code), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(Iana, ErrorCodes, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.want); });

Result<int> half_of(int number) {
  if (number % 2 != 0) return fail(invalid_request, "the number is odd", Reason::form_syntax);
  return number / 2;
}

Result<int> quarter_of(int number) {
  ATTESTO_TRY(half, half_of(number));
  return half_of(half);
}

TEST(AttestoTry, unwraps_or_returns_the_error) {
  EXPECT_EQ(quarter_of(12), 3);
  for (const int number : {7, 6}) {
    const auto result = quarter_of(number);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, invalid_request);
    EXPECT_EQ(result.error().reason, Reason::form_syntax);
    EXPECT_EQ(result.error().description.text, "the number is odd");
  }
}

TEST(FailUnavailable, is_never_a_protocol_denial) {
  const Result<int> result = fail_unavailable(Reason::store_unavailable);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, temporarily_unavailable);
  EXPECT_EQ(result.error().reason, Reason::store_unavailable);
}

}  // namespace
}  // namespace attesto
