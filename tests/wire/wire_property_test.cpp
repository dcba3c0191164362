// Damaged and random input: every decoder answers inside its error set and never crashes.
#include <gtest/gtest.h>

#include "attesto/wire/authorization.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/cookie.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/json.hpp"
#include "attesto/wire/percent.hpp"
#include "attesto/wire/uri.hpp"
#include "attesto/wire/utf8.hpp"
#include "support/generator.hpp"

namespace attesto {
namespace {

using testing_support::Generator;

constexpr int kRounds = 20'000;

bool is_known(JsonError error) { return error >= JsonError::syntax && error <= JsonError::too_large; }
bool is_known(FormError error) {
  return error >= FormError::too_many_parameters && error <= FormError::repeated_parameter;
}

/// What is accepted writes itself to a text that is accepted as the same value.
void expect_sound_json(const std::string& text) {
  const auto json = Json::parse(text);
  if (!json) {
    EXPECT_TRUE(is_known(json.error()));
    return;
  }
  const auto again = Json::parse(json->write());
  ASSERT_TRUE(again) << text;
  EXPECT_EQ(*again, *json) << text;
}

TEST(JsonProperty, damaged_documents) {
  Generator generator;
  const std::string good =
      R"({"iss":"https://as.example","aud":["a","b"],"exp":1700000000,"f":-1.5e3,"s":"\u00e9\uD834\uDD1E\n","n":{"x":[null,true,{}]}})";
  for (int round = 0; round < kRounds; ++round) {
    expect_sound_json(generator.with_changed_byte(good));
    expect_sound_json(generator.disturbed(generator.disturbed(good)));
    const std::string shorter = generator.truncated(good);
    EXPECT_FALSE(Json::parse(shorter)) << shorter;
  }
}

TEST(JsonProperty, pieces_of_the_grammar) {
  Generator generator;
  const std::vector<std::string_view> pieces = {
      "{", "}",  "[",  "]",    ",",    ":", "\"a\"", "\"\\u0061\"", "\"\\uD834\\uDD1E\"", "1",   "-",
      "0", ".5", "e9", "true", "null", " ", "\"",    "\\",          "\xC3\xA9",           "\xFF"};
  for (int round = 0; round < kRounds; ++round) expect_sound_json(generator.text_of(pieces, 24));
}

TEST(FormProperty, damaged_and_random_forms) {
  Generator generator;
  const std::string good =
      "grant_type=authorization_code&code=a%20b&redirect_uri=https%3A%2F%2Fc.example%2Fcb&x=%C3%A9+";
  const std::vector<std::string_view> pieces = {"a", "b",   "=",   "&",   "%",    "%4", "%41",
                                                "+", "%C3", "%A9", "%00", "\xFF", ";"};
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& text : {generator.with_changed_byte(good), generator.disturbed(good),
                                    generator.truncated(good), generator.text_of(pieces, 16), generator.bytes(40)}) {
      const auto form = Form::parse(text);
      if (!form) {
        EXPECT_TRUE(is_known(form.error()));
        continue;
      }
      const auto code = form->find("code");
      EXPECT_TRUE(!code || (is_utf8(*code) && !code->contains('\0')));
    }
  }
}

TEST(Base64Property, what_decodes_encodes_to_itself) {
  Generator generator;
  for (int round = 0; round < kRounds; ++round) {
    const std::string bytes = generator.bytes(48);
    const std::string text = base64url_encode(as_bytes(bytes));
    const auto back = base64url_decode(text);
    ASSERT_TRUE(back);
    EXPECT_EQ(as_text(*back), bytes);
    const std::string damaged = generator.with_changed_byte(text + "A");
    const auto other = base64url_decode(damaged);
    EXPECT_TRUE(!other || base64url_encode(*other) == damaged) << damaged;
    const auto standard = base64_decode(damaged);
    EXPECT_TRUE(!standard || base64_encode(*standard) == damaged) << damaged;
  }
}

TEST(UriProperty, accepted_uris_are_made_of_their_parts) {
  Generator generator;
  const std::vector<std::string_view> pieces = {"http", "https", ":",   "//",  "/",         "a", "h.example",
                                                "@",    "[",     "]",   "::1", "127.0.0.1", "?", "#",
                                                "%41",  "%",     ":80", ":",   "\\",        " ", "1:2:3:4:5:6:7:8"};
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = "https:" + generator.text_of(pieces, 10);
    const auto uri = Uri::parse(text);
    if (!uri) continue;
    std::string rebuilt(uri->scheme());
    rebuilt += ':';
    if (uri->has_authority()) {
      EXPECT_TRUE(uri->path().empty() || uri->path().starts_with('/')) << text;
      rebuilt = uri->origin();
    }
    rebuilt += uri->path();
    if (uri->query()) rebuilt.append("?").append(*uri->query());
    if (uri->fragment()) rebuilt.append("#").append(*uri->fragment());
    EXPECT_EQ(rebuilt, text);
  }
}

TEST(AuthorizationProperty, random_fields) {
  Generator generator;
  for (int round = 0; round < kRounds; ++round) {
    const std::string field = "Basic " + base64_encode(as_bytes(generator.bytes(24)));
    const auto credentials = parse_basic(field);
    EXPECT_TRUE(!credentials || is_utf8(credentials->user_id)) << field;
    const std::string bearer = "Bearer " + generator.bytes(24);
    const auto token = parse_bearer(bearer);
    EXPECT_TRUE(!token || token->find_first_of(" ,\"\\\t\r\n") == std::string_view::npos) << bearer;
  }
}

}  // namespace
}  // namespace attesto
