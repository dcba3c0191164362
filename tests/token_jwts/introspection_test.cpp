#include "attesto/token/introspection.hpp"

#include "attesto/crypto/digest.hpp"
#include "token_jwts/token_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using enum IntrospectionJwtError;

ActiveToken active() {
  return {.iss = std::string(kIssuer),
          .aud = "https://api.example",
          .sub = Subject("alice"),
          .client_id = ClientId("c1"),
          .scope = *Scope::parse("a b"),
          .jti = "j-1",
          .iat = from_seconds(kNow - 10),
          .exp = from_seconds(kNow + 10)};
}

TEST(Introspection, RFC7662_2_2_an_active_token) {
  EXPECT_EQ(render_introspection(active()),
            R"({"active":true,"iss":"https://as.example","aud":"https://api.example","sub":"alice","client_id":"c1",)"
            R"("scope":"a b","jti":"j-1","iat":1699999990,"exp":1700000010,"token_type":"Bearer"})");
}

TEST(Introspection, RFC7662_2_2_an_inactive_token_says_nothing_else) {
  EXPECT_EQ(render_introspection(std::nullopt), R"({"active":false})");
}

TEST(Introspection, RFC9449_6_2_a_bound_token_names_its_key) {
  ActiveToken token = active();
  token.cnf.jkt = KeyThumbprint::of(sha256("key"));
  const Json bound = Json::parse(render_introspection(token)).value();
  EXPECT_EQ(*bound.find_string("token_type"), "DPoP");
  EXPECT_EQ(*bound.find("cnf")->find_string("jkt"), token.cnf.jkt->str());
  token.cnf = {.x5t_s256 = CertificateThumbprint::of(sha256("certificate"))};
  const Json by_certificate = Json::parse(render_introspection(token)).value();
  EXPECT_EQ(*by_certificate.find_string("token_type"), "Bearer");
  EXPECT_EQ(*by_certificate.find("cnf")->find_string("x5t#S256"), token.cnf.x5t_s256->str());
}

TEST(Introspection, a_refresh_token_has_no_audience_and_no_type) {
  const ActiveToken refresh{.iss = std::string(kIssuer),
                            .sub = Subject("alice"),
                            .client_id = ClientId("c1"),
                            .exp = from_seconds(kNow),
                            .is_access_token = false};
  EXPECT_EQ(render_introspection(refresh),
            R"({"active":true,"iss":"https://as.example","sub":"alice","client_id":"c1","exp":1700000000})");
}

TEST(SignedIntrospection, RFC9701_5_sub_and_exp_stand_inside_only) {
  const Json claims =
      claims_of(mint_introspection_jwt(signer(), kIssuer, ClientId("rs"), active(), from_seconds(kNow)));
  EXPECT_EQ(*claims.find_string("iss"), kIssuer);
  EXPECT_EQ(*claims.find_string("aud"), "rs");
  EXPECT_EQ(*claims.find_integer("iat"), kNow);
  EXPECT_EQ(claims.find("sub"), nullptr);
  EXPECT_EQ(claims.find("exp"), nullptr);
  EXPECT_EQ(claims.find("token_introspection")->write(), render_introspection(active()));
}

TEST(SignedIntrospection, RFC9701_5_each_fault_has_its_answer) {
  const auto check = [](std::string_view compact) {
    const auto checked = check_introspection_jwt(compact, keys(), {kIssuer, ClientId("rs")});
    return checked ? std::nullopt : std::optional(checked.error());
  };
  const std::string good = mint_introspection_jwt(signer(), kIssuer, ClientId("rs"), std::nullopt, from_seconds(kNow));
  EXPECT_EQ(check(good), std::nullopt);
  const Json::Object claims = *claims_of(good).object();
  const auto with = [&](std::string_view name, Json value) {
    Json::Object changed = claims;
    set(changed, name, std::move(value));
    return check(resign("token-introspection+jwt", changed));
  };
  EXPECT_EQ(check(resign("JWT", claims)), untrusted);
  EXPECT_EQ(with("iss", "https://evil.example"), untrusted);
  EXPECT_EQ(with("iat", "now"), untrusted);
  EXPECT_EQ(with("aud", "other"), wrong_audience);
  EXPECT_EQ(with("sub", "alice"), malformed);
  EXPECT_EQ(with("exp", 1), malformed);
  EXPECT_EQ(with("token_introspection", "x"), malformed);
  EXPECT_EQ(with("token_introspection", Json::Object{{"active", "true"}}), malformed);
  EXPECT_EQ(with("token_introspection", Json::Object{{"active", true}}), std::nullopt);
}

}  // namespace
}  // namespace attesto
