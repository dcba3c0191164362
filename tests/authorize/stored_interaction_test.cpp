// An interaction on its way into the store and back.
#include <gtest/gtest.h>

#include "attesto/authorize/interaction.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

constexpr Instant kExpires{std::chrono::seconds{2'000'000'000}};

Interaction full() {
  Interaction interaction{.request = {.client_id = ClientId("web"),
                                      .redirect_uri = "https://client.example/cb",
                                      .response_mode = ResponseMode::form_post,
                                      .scope = *Scope::parse("openid profile"),
                                      .resources = {"https://api.example", "https://files.example"},
                                      .authorization_details = *AuthorizationDetails::parse(
                                          R"([{"type":"files","deep":[[[[[1]]]]]},{"type":"files"}])"),
                                      .state = "s\n\"",
                                      .nonce = "n",
                                      .code_challenge = CodeChallenge::parse(test::kChallenge),
                                      .prompt = {.none = true, .login = true, .consent = true, .select_account = true},
                                      .max_age = std::chrono::seconds{0},
                                      .login_hint = "\xC3\xA9",
                                      .id_token_hint_subject = Subject("alice"),
                                      .essential_acr = EssentialAcr{{"3"}},
                                      .acr_values = {"1", "2"},
                                      .ui_locales = {"de", "fr-CA"}},
                          .pushed_request = RecordKey{.kind = RecordKind::pushed_request, .hash = {}},
                          .created_at = Instant{std::chrono::milliseconds{1'234'567}},
                          .expires_at = kExpires,
                          .binding = {}};
  interaction.binding.fill(7);
  interaction.pushed_request->hash.fill(8);
  return interaction;
}

TEST(StoredInteraction, keeps_every_field) {
  const Interaction before = full();
  const auto after = Interaction::from_json(before.to_json(), kExpires);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->request.client_id, before.request.client_id);
  EXPECT_EQ(after->request.redirect_uri, before.request.redirect_uri);
  EXPECT_EQ(after->request.response_mode, before.request.response_mode);
  EXPECT_EQ(after->request.scope, before.request.scope);
  EXPECT_EQ(after->request.resources, before.request.resources);
  EXPECT_EQ(after->request.authorization_details, before.request.authorization_details);
  EXPECT_EQ(after->request.state, before.request.state);
  EXPECT_EQ(after->request.nonce, before.request.nonce);
  EXPECT_EQ(after->request.code_challenge->str(), before.request.code_challenge->str());
  EXPECT_TRUE(after->request.prompt.login && after->request.prompt.consent && after->request.prompt.select_account);
  EXPECT_EQ(after->request.max_age, before.request.max_age);
  EXPECT_EQ(after->request.login_hint, before.request.login_hint);
  EXPECT_EQ(after->request.id_token_hint_subject, before.request.id_token_hint_subject);
  EXPECT_EQ(after->request.essential_acr->values, before.request.essential_acr->values);
  EXPECT_EQ(after->request.acr_values, before.request.acr_values);
  EXPECT_EQ(after->request.ui_locales, before.request.ui_locales);
  EXPECT_TRUE(after->request.prompt.none);
  EXPECT_EQ(after->pushed_request, before.pushed_request);
  EXPECT_EQ(after->created_at, before.created_at);
  EXPECT_EQ(after->expires_at, kExpires);
  EXPECT_EQ(after->binding, before.binding);
}

TEST(StoredInteraction, never_loses_its_pkce) {
  const std::string whole = full().to_json();
  const std::size_t quote = whole.find(test::kChallenge) - 1;
  for (const char* damage : {"\"damaged\"", "7", "null", "\"\""}) {
    std::string text = whole;
    text.replace(quote, test::kChallenge.size() + 2, damage);
    EXPECT_FALSE(Interaction::from_json(text, kExpires)) << damage;
  }
}

TEST(StoredInteraction, refuses_what_is_damaged) {
  for (const char* text :
       {"", "{}", "[]", "null", R"({"client_id":"a"})", R"({"client_id":1,"redirect_uri":"","scope":""})"})
    EXPECT_FALSE(Interaction::from_json(text, kExpires)) << text;
}

// As large as a request can be: each byte escaped, or nothing but one-letter words.
TEST(StoredInteraction, can_be_read_again_however_large_the_request_was) {
  Interaction escaped = full();
  escaped.request.login_hint = std::string(60'000, '\x01');
  EXPECT_EQ(Interaction::from_json(escaped.to_json(), kExpires)->request.login_hint, escaped.request.login_hint);
  Interaction words = full();
  words.request.acr_values.assign(30'000, "a");
  EXPECT_EQ(Interaction::from_json(words.to_json(), kExpires)->request.acr_values.size(), 30'000U);
}

}  // namespace
}  // namespace attesto
