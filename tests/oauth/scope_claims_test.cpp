#include "attesto/oauth/scope_claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attesto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ScopeClaims, OIDC_Core_5_4_each_scope_releases_its_own) {
  EXPECT_TRUE(releases_claim(*Scope::parse("openid profile"), "nickname"));
  EXPECT_TRUE(releases_claim(*Scope::parse("email"), "email_verified"));
  EXPECT_TRUE(releases_claim(*Scope::parse("address"), "address"));
  EXPECT_TRUE(releases_claim(*Scope::parse("phone"), "phone_number"));
  EXPECT_FALSE(releases_claim(*Scope::parse("profile"), "email"));
  EXPECT_FALSE(releases_claim(*Scope::parse("openid profile email address phone"), "groups"));
  EXPECT_FALSE(releases_claim(*Scope::parse("openid"), "name"));
  EXPECT_FALSE(releases_claim(Scope(), "name"));
}

TEST(ScopeClaims, OIDC_Core_5_4_are_listed_once_each) {
  EXPECT_THAT(released_claims(*Scope::parse("phone email openid api")),
              ElementsAre("email", "email_verified", "phone_number", "phone_number_verified"));
  EXPECT_THAT(released_claims(*Scope::parse("profile")), SizeIs(14));
  EXPECT_THAT(released_claims(*Scope::parse("openid api")), IsEmpty());
}

}  // namespace
}  // namespace attesto
