#include "attesto/endpoint/check_path.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace attesto {
namespace {

const CheckPath& path_of(std::string_view endpoint) {
  return *std::ranges::find(check_paths(), endpoint, &CheckPath::endpoint);
}

std::string_view step_of(std::string_view endpoint, Reason reason) {
  const CheckPath& path = path_of(endpoint);
  const std::size_t length = path.length_to(reason);
  return length == 0 ? "" : path.steps[length - 1].what;
}

TEST(CheckPaths, every_reason_is_at_some_step) {
  for (std::size_t number = 0; number < kReasons; ++number) {
    const auto reason = static_cast<Reason>(number);
    EXPECT_TRUE(std::ranges::any_of(check_paths(), [&](const CheckPath& path) { return path.length_to(reason) > 0; }))
        << describe(reason).id;
  }
}

TEST(CheckPaths, RFC6749_3_2_1_the_client_comes_before_the_grant) {
  const CheckPath& token = path_of("token");
  for (const Reason late :
       {Reason::code_unknown, Reason::pkce_mismatch, Reason::refresh_reused, Reason::target_refused})
    EXPECT_GT(token.length_to(late), token.length_to(Reason::client_wrong_secret)) << describe(late).id;
}

TEST(CheckPaths, RFC6749_4_1_2_1_the_redirect_uri_comes_before_what_is_redirected) {
  const CheckPath& authorize = path_of("authorize");
  for (const Reason late : {Reason::pkce_missing, Reason::scope_not_allowed, Reason::login_required})
    EXPECT_GT(authorize.length_to(late), authorize.length_to(Reason::redirect_uri_mismatch)) << describe(late).id;
}

TEST(CheckPaths, a_reason_leads_to_its_step) {
  EXPECT_EQ(step_of("token", Reason::pkce_mismatch), "the code or token that is brought");
  EXPECT_EQ(step_of("token", Reason::dpop_replayed), "the one commit");
  EXPECT_EQ(step_of("userinfo", Reason::token_several), "where the access token is");
  EXPECT_EQ(step_of("revoke", Reason::pkce_mismatch), "");
}

}  // namespace
}  // namespace attesto
