// The `cnf` claim of access tokens, and that a bound one is no bearer token.
#include "attesto/crypto/digest.hpp"
#include "attesto/resource/bearer.hpp"
#include "attesto/store/memory_store.hpp"
#include "attesto/token/access_token.hpp"
#include "token_jwts/token_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;

constexpr AccessPolicy kPolicy{.issuer = kIssuer, .audience = "https://api.example"};

AccessToken bound_token(Confirmation cnf) {
  return {.iss = std::string(kIssuer),
          .aud = "https://api.example",
          .sub = Subject("alice"),
          .client_id = ClientId("c1"),
          .jti = "j-1",
          .iat = from_seconds(kNow),
          .exp = from_seconds(kNow + 60),
          .cnf = std::move(cnf)};
}

const Confirmation kJkt{.jkt = KeyThumbprint::of(sha256("key"))};
const Confirmation kCertificate{.x5t_s256 = CertificateThumbprint::of(sha256("certificate"))};
const Confirmation kBoth{kJkt.jkt, kCertificate.x5t_s256};

TEST(AccessTokenConfirmation, RFC9449_6_1_and_RFC8705_3_1_survive_the_round_trip) {
  for (const Confirmation& cnf : {Confirmation{}, kJkt, kCertificate, kBoth}) {
    const auto checked =
        check_access_token(mint_access_token(signer(), bound_token(cnf)), keys(), kPolicy, from_seconds(kNow));
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->cnf, cnf);
  }
}

TEST(AccessTokenConfirmation, RFC7800_3_1_an_unknown_binding_makes_no_bearer_token) {
  const Json::Object claims = *claims_of(mint_access_token(signer(), bound_token({}))).object();
  for (const std::string_view cnf : {"{}", "null", "[]", R"({"kid":"k"})", R"({"jkt":"short"})"}) {
    Json::Object changed = claims;
    set(changed, "cnf", Json::parse(cnf).value());
    const auto checked = check_access_token(resign("at+jwt", changed), keys(), kPolicy, from_seconds(kNow));
    ASSERT_FALSE(checked) << cnf;
    EXPECT_EQ(checked.error(), AccessTokenError::untrusted) << cnf;
  }
}

TEST(AccessTokenConfirmation, RFC9449_7_2_a_bound_token_alone_is_refused) {
  const auto store = make_memory_store();
  const auto verdict = [&](const Confirmation& cnf) {
    return check_bearer(mint_access_token(signer(), bound_token(cnf)), keys(), kPolicy, *store, from_seconds(kNow));
  };
  EXPECT_TRUE(verdict({}));
  ASSERT_FALSE(verdict(kJkt));
  EXPECT_EQ(verdict(kJkt).error().reason, Reason::dpop_required);
  EXPECT_EQ(verdict(kJkt).error().code, ErrorCode::invalid_token);
  ASSERT_FALSE(verdict(kCertificate));
  EXPECT_EQ(verdict(kCertificate).error().reason, Reason::certificate_required);
  EXPECT_FALSE(verdict(kBoth));
}

}  // namespace
}  // namespace attesto
