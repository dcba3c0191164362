// What a token request looks like before any grant is looked at - RFC 6749 §3.2, §5.2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::json_of;
using test::TestServer;

const std::string kMarker = "zQ7marker";

/// RFC 6749 §5.2: the rules that hold for each error, whatever it is.
void expect_error(const http::Response& response, int status, std::string_view error) {
  EXPECT_EQ(response.status, status);
  EXPECT_EQ(error_of(response), error) << response.body;
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Pragma"), "no-cache");
  EXPECT_EQ(response.header("WWW-Authenticate").has_value(), status == 401);
  const Json json = json_of(response);
  const std::string* description = json.find_string("error_description");
  ASSERT_NE(description, nullptr);
  EXPECT_FALSE(description->empty());
  EXPECT_TRUE(std::ranges::all_of(*description, [](char c) { return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\'; }))
      << *description;
  EXPECT_EQ(json.object()->size(), 2U);
  EXPECT_EQ(response.body.find(kMarker), std::string::npos) << "input is echoed: " << response.body;
}

struct Row {
  const char* name;
  std::string target;
  std::string content_type;
  std::string body;
  int status;
  const char* error;
  Reason reason;
};

const std::string kForm = "application/x-www-form-urlencoded";

std::vector<Row> rows() {
  using enum Reason;
  const std::string valid = "grant_type=client_credentials";
  std::string many = valid;
  for (int i = 0; i < 100; ++i) many += "&p" + std::to_string(i) + "=1";
  return {
      {"RFC6749_3_2_json_body", "/token", "application/json", R"({"grant_type":"client_credentials"})", 400,
       "invalid_request", media_type},
      {"RFC6749_3_2_multipart_body", "/token", "multipart/form-data; boundary=x", valid, 400, "invalid_request",
       media_type},
      {"RFC6749_3_2_no_content_type", "/token", "", valid, 400, "invalid_request", media_type},
      {"RFC6749_3_2_look_alike_type", "/token", kForm + "x", valid, 400, "invalid_request", media_type},
      {"RFC6749_3_2_parameters_in_the_query", "/token?" + valid, kForm, valid, 400, "invalid_request",
       parameter_in_query},
      {"RFC6749_2_3_1_credentials_in_the_query", "/token?client_id=machine&client_secret=" + kMarker, kForm, valid, 400,
       "invalid_request", parameter_in_query},
      {"RFC6749_3_2_grant_type_twice", "/token", kForm, valid + "&" + valid, 400, "invalid_request",
       parameter_repeated},
      {"RFC6749_3_2_name_twice_in_disguise", "/token", kForm, valid + "&grant%5Ftype=client_credentials", 400,
       "invalid_request", parameter_repeated},
      {"RFC6749_3_2_unknown_parameter_twice", "/token", kForm, valid + "&a=1&a=1", 400, "invalid_request",
       parameter_repeated},
      {"RFC8693_2_1_what_another_grant_repeats", "/token", kForm, valid + "&audience=a&audience=b", 400,
       "invalid_request", parameter_repeated},
      {"RFC8693_2_1_the_same_without_a_value", "/token", kForm, valid + "&audience=a&audience=", 400, "invalid_request",
       parameter_repeated},
      {"RFC6749_appendix_B_bad_escape", "/token", kForm, "grant_type=%zz" + kMarker, 400, "invalid_request",
       form_syntax},
      {"RFC6749_appendix_B_cut_escape", "/token", kForm, valid + "&a=%2", 400, "invalid_request", form_syntax},
      {"RFC6749_appendix_B_not_utf8", "/token", kForm, valid + "&a=%ff", 400, "invalid_request", form_syntax},
      {"RFC6749_appendix_B_nul", "/token", kForm, valid + "&a=%00", 400, "invalid_request", form_syntax},
      {"RFC6749_appendix_B_no_name", "/token", kForm, valid + "&=1", 400, "invalid_request", form_syntax},
      {"limit_100_parameters", "/token", kForm, many, 400, "invalid_request", form_syntax},
      {"RFC6749_5_2_no_body", "/token", kForm, "", 400, "invalid_request", parameter_missing},
      {"RFC6749_5_2_only_separators", "/token", kForm, "&&&", 400, "invalid_request", parameter_missing},
      {"RFC6749_3_2_empty_value_counts_as_omitted", "/token", kForm, "grant_type=", 400, "invalid_request",
       parameter_missing},
      {"RFC6749_5_2_unknown_grant_type", "/token", kForm, "grant_type=" + kMarker, 400, "unsupported_grant_type",
       unsupported_grant_type},
      {"RFC6749_4_3_password_is_not_offered", "/token", kForm, "grant_type=password&username=a&password=" + kMarker,
       400, "unsupported_grant_type", unsupported_grant_type},
      {"RFC6749_5_2_grant_type_is_case_sensitive", "/token", kForm, "grant_type=Client_Credentials", 400,
       "unsupported_grant_type", unsupported_grant_type},
      {"RFC6749_5_2_grant_type_is_no_prefix", "/token", kForm, "grant_type=client_credentials%20", 400,
       "unsupported_grant_type", unsupported_grant_type},
  };
}

class TokenFraming : public testing::TestWithParam<Row> {};

TEST_P(TokenFraming, rule_21_RFC6749_5_2_is_refused) {
  TestServer server;
  const Row& row = GetParam();
  test::Fields fields = {{"Authorization", test::basic("machine", test::kSecret)}};
  if (!row.content_type.empty()) fields.emplace_back("Content-Type", row.content_type);
  expect_error(server.send("POST", row.target, fields, row.body), row.status, row.error);
  EXPECT_EQ(server.last_event().kind, EventKind::token_denied);
  EXPECT_EQ(server.last_event().reason, row.reason);
  EXPECT_EQ(server.events.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Rfc, TokenFraming, testing::ValuesIn(rows()), [](const auto& row) { return row.param.name; });

TEST(TokenFramingAccepted, a_charset_letter_case_and_one_hundred_parameters) {
  TestServer server;
  std::string body = "&grant_type=client_credentials&&";
  for (int i = 0; i < 99; ++i) body += "&p" + std::to_string(i) + "=" + kMarker;
  const http::Response response = server.send("POST", "/token",
                                              {{"authorization", test::basic("machine", test::kSecret)},
                                               {"CONTENT-TYPE", "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"}},
                                              body);
  EXPECT_EQ(response.status, 200) << response.body;
}

TEST(TokenFramingRefused, RFC6749_5_2_without_end_users_there_are_no_codes_to_redeem) {
  TestServer server({.end_users = false});
  for (const char* type : {"authorization_code", "refresh_token"}) {
    expect_error(server.post_as("web", "/token", {{"grant_type", type}, {"code", "c"}, {"refresh_token", "r"}}), 400,
                 "unsupported_grant_type");
    EXPECT_EQ(server.last_event().reason, Reason::unsupported_grant_type);
  }
}

TEST(TokenFramingAccepted, two_content_types_are_none) {
  TestServer server;
  const http::Response response = server.send(
      "POST", "/token",
      {{"Authorization", test::basic("machine", test::kSecret)}, {"Content-Type", kForm}, {"Content-Type", kForm}},
      "grant_type=client_credentials");
  expect_error(response, 400, "invalid_request");
}

}  // namespace
}  // namespace attesto
