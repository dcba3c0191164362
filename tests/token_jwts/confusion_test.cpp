// No token passes for another: every kind against every check (RFC 8725 3.11, 3.12).
#include <functional>

#include "attesto/proof/client_assertion.hpp"
#include "attesto/proof/dpop.hpp"
#include "attesto/proof/request_object.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/token/id_token.hpp"
#include "attesto/token/introspection.hpp"
#include "attesto/token/jarm.hpp"
#include "attesto/token/logout_token.hpp"
#include "token_jwts/token_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;

/// The claims that any of the checks asks for, all at once: only the type tells the tokens apart.
Json::Object every_claim() {
  return {{"iss", "c1"},
          {"sub", "c1"},
          {"aud", "c1"},
          {"client_id", "c1"},
          {"jti", "j-1"},
          {"iat", Json(std::int64_t{kNow})},
          {"nbf", Json(std::int64_t{kNow})},
          {"exp", Json(std::int64_t{kNow + 60})},
          {"scope", ""},
          {"htm", "POST"},
          {"htu", "https://as.example/token"},
          {"events", Json::Object{{"http://schemas.openid.net/event/backchannel-logout", Json::Object{}}}},
          {"token_introspection", Json::Object{{"active", true}}}};
}

struct Kind {
  std::string_view name;
  std::string_view typ;
  std::function<bool(std::string_view)> accepts;
  std::vector<std::string_view> left_out;  // claims that this kind forbids or wants otherwise
};

std::vector<Kind> kinds() {
  const Instant now = from_seconds(kNow);
  static constexpr std::array<std::string_view, 1> kAudiences = {"c1"};
  return {
      {"access token",
       "at+jwt",
       [=](std::string_view jwt) { return check_access_token(jwt, keys(), {"c1", "c1"}, now).has_value(); },
       {}},
      {"ID token",
       "JWT",
       [](std::string_view jwt) { return check_id_token_hint(jwt, keys(), "c1", ClientId("c1")).has_value(); },
       {}},
      {"logout token",
       "logout+jwt",
       [=](std::string_view jwt) { return check_logout_token(jwt, keys(), {"c1", ClientId("c1")}, now).has_value(); },
       {}},
      {"JARM response",
       "oauth-authz-resp+jwt",
       [=](std::string_view jwt) { return check_jarm_response(jwt, keys(), {"c1", ClientId("c1")}, now).has_value(); },
       {"events", "token_introspection"}},
      {"introspection",
       "token-introspection+jwt",
       [](std::string_view jwt) { return check_introspection_jwt(jwt, keys(), {"c1", ClientId("c1")}).has_value(); },
       {"sub", "exp"}},
      {"client assertion",
       "client-authentication+jwt",
       [=](std::string_view jwt) {
         return check_client_assertion(jwt, ClientId("c1"), keys(),
                                       {.audiences = kAudiences, .algorithms = kAllAlgorithms}, now)
             .has_value();
       },
       {}},
      {"request object",
       "oauth-authz-req+jwt",
       [=](std::string_view jwt) {
         const RequestObjectPolicy policy{.profile = RequestObjectPolicy::Profile::fapi_message_signing,
                                          .issuer = "c1",
                                          .algorithms = kAllAlgorithms};
         return check_request_object(jwt, ClientId("c1"), keys(), policy, now).has_value();
       },
       {"sub", "events", "token_introspection"}},
      {"DPoP proof",
       "dpop+jwt",
       [=](std::string_view jwt) {
         const TargetUri target = TargetUri::parse("https://as.example/token").value();
         const std::array fields = {jwt};
         return check_dpop({.proofs = fields, .method = "POST", .target = target}, {.algorithms = kAllAlgorithms}, now)
             .has_value();
       },
       {}},
  };
}

std::string make(const Kind& kind) {
  Json::Object claims = every_claim();
  for (const std::string_view name : kind.left_out) drop(claims, name);
  RawJwt jwt{.header = {{"alg", "ES256"}, {"typ", kind.typ}}, .claims = std::move(claims)};
  if (kind.typ == "dpop+jwt") {
    const EcComponents ec = signing_key().public_key().ec();
    set(jwt.header, "jwk",
        Json::Object{{"kty", "EC"}, {"crv", "P-256"}, {"x", base64url_encode(ec.x)}, {"y", base64url_encode(ec.y)}});
  }
  return jwt.sign(signing_key(), Algorithm::ES256);
}

TEST(TokenConfusion, RFC8725_3_11_each_check_takes_its_own_kind_only) {
  for (const Kind& made : kinds()) {
    const std::string jwt = make(made);
    for (const Kind& expected : kinds()) {
      // RFC 7523 names no type: an assertion may come as a plain JWT, told apart by iss = sub = client.
      if (made.name == "ID token" && expected.name == "client assertion") continue;
      EXPECT_EQ(expected.accepts(jwt), made.name == expected.name) << made.name << " as " << expected.name;
    }
  }
}

TEST(TokenConfusion, an_ID_token_of_ours_is_no_client_assertion) {
  const IdToken id_token{.iss = std::string(kIssuer),
                         .sub = Subject("c1"),
                         .aud = ClientId("c1"),
                         .iat = from_seconds(kNow),
                         .exp = from_seconds(kNow + 60),
                         .auth_time = from_seconds(kNow)};
  const std::string compact = mint_id_token(signer(), id_token, "access token");
  constexpr std::array<std::string_view, 1> kAudiences = {kIssuer};
  const auto checked = check_client_assertion(
      compact, ClientId("c1"), keys(), {.audiences = kAudiences, .algorithms = kAllAlgorithms}, from_seconds(kNow));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), ClientAssertionError::wrong_issuer);
}

}  // namespace
}  // namespace attesto
