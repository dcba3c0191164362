// What a token is for, from the request to the resource - RFC 8707 §2, RFC 9396 §5-§9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/independent_jwt.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::json_of;
using test::Parameters;
using test::TestServer;
using test::with;

const std::string kApi = "https://api.example";
const std::string kFiles = "https://files.example/v1";
const std::string kQueue = "urn:example:queue";
const std::string kIssuer(test::kIssuer);
constexpr const char* kPayment = R"({"type":"payment","amount":{"value":"10.00"}})";
constexpr const char* kRead = R"({"type":"files","actions":["read"]})";

std::string list(std::initializer_list<const char*> entries) {
  std::string text;
  for (const char* entry : entries) text.append(text.empty() ? "[" : ",").append(entry);
  return text + "]";
}

class TargetFlow : public testing::Test {
 protected:
  TestServer server_{{.adjust = [this](Config& config) {
    for (const std::string& name : {kApi, kFiles, kQueue})
      config.targets.resources.push_back(*ResourceIndicator::parse(name));
    config.targets.authorization_details_types = {"payment", "files"};
    config.targets.check =
        CheckTargets([this](const Client&, const Targets& targets) -> std::expected<TargetVerdict, Unavailable> {
          asked_.push_back(targets);
          if (unavailable_) return std::unexpected(Unavailable{});
          return verdict_;
        });
    config.lifetimes.refresh_grace = std::chrono::seconds{5};
  }}};
  TargetVerdict verdict_ = TargetVerdict::allowed;
  bool unavailable_ = false;
  std::vector<Targets> asked_;

  static Parameters asking(Parameters extra) {
    Parameters request = with(TestServer::authorization(), "scope", "openid offline_access api");
    request.insert(request.end(), extra.begin(), extra.end());
    return request;
  }
  http::Response redeem(const std::string& code, Parameters extra = {}) {
    Parameters form = TestServer::redemption(code);
    form.insert(form.end(), extra.begin(), extra.end());
    return server_.post_as("web", "/token", form);
  }
  http::Response refresh(const std::string& token, Parameters extra = {}) {
    extra.insert(extra.begin(), {{"grant_type", "refresh_token"}, {"refresh_token", token}});
    return server_.post_as("web", "/token", extra);
  }
  http::Response ask_for_machine(Parameters extra) {
    extra.emplace_back("grant_type", "client_credentials");
    return server_.post_as("machine", "/token", extra);
  }
  /// The claims of the access token in a successful response.
  Json claims(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    const Json body = json_of(response);
    const std::string* token = body.find_string("access_token");
    const auto jwt = test::verify_es256(token ? *token : "", server_.get("/jwks").body);
    EXPECT_TRUE(jwt.has_value());
    return jwt ? jwt->claims : Json();
  }
  Json claim(const http::Response& response, std::string_view name) {
    const Json all = claims(response);
    const Json* value = all.find(name);
    return value ? *value : Json("(none)");
  }
  static std::string refresh_token(const http::Response& response) {
    const Json body = json_of(response);
    const std::string* token = body.find_string("refresh_token");
    return token ? *token : "(none)";
  }
  std::string refused(const Parameters& request) {
    server_.start_session();
    return test::query_of(test::header(server_.authorize(request), "Location"))["error"];
  }
};

Json names(std::initializer_list<std::string> entries) { return Json(Json::Array(entries.begin(), entries.end())); }
Json details(std::initializer_list<const char*> entries) { return *Json::parse(list(entries)); }

TEST_F(TargetFlow, RFC8707_2_a_token_is_for_what_was_named) {
  const std::string code = server_.obtain_code(asking({{"resource", kApi}, {"resource", kFiles}}));
  EXPECT_EQ(claim(redeem(code), "aud"), names({kApi, kFiles}));
  EXPECT_EQ(claim(redeem(server_.obtain_code(asking({{"resource", kQueue}}))), "aud"), Json(kQueue));
}

TEST_F(TargetFlow, RFC9068_2_2_without_a_name_it_is_for_the_server_itself) {
  EXPECT_EQ(claim(redeem(server_.obtain_code(asking({}))), "aud"), Json(kIssuer));
  EXPECT_EQ(claim(redeem(server_.obtain_code(asking({{"resource", kIssuer}}))), "aud"), Json(kIssuer));
  EXPECT_EQ(claim(ask_for_machine({{"scope", "api"}}), "aud"), Json(kIssuer));
}

TEST_F(TargetFlow, RFC8707_2_2_a_redemption_narrows_one_token_and_not_the_grant) {
  const std::string code = server_.obtain_code(asking({{"resource", kApi}, {"resource", kFiles}}));
  const auto response = redeem(code, {{"resource", kFiles}});
  EXPECT_EQ(claim(response, "aud"), Json(kFiles));
  EXPECT_EQ(claim(refresh(refresh_token(response)), "aud"), names({kApi, kFiles}));
}

TEST_F(TargetFlow, RFC8707_2_2_more_than_was_granted_is_refused_and_uses_nothing_up) {
  const std::string code = server_.obtain_code(asking({{"resource", kApi}}));
  for (const Parameters& wider :
       {Parameters{{"resource", kFiles}}, Parameters{{"resource", kApi}, {"resource", kFiles}},
        Parameters{{"resource", kIssuer}}, Parameters{{"resource", "relative"}}}) {
    EXPECT_EQ(error_of(redeem(code, wider)), "invalid_target") << test::encode(wider);
  }
  const auto response = redeem(code);
  EXPECT_EQ(response.status, 200);
  const std::string token = refresh_token(response);
  EXPECT_EQ(error_of(refresh(token, {{"resource", kFiles}})), "invalid_target");
  EXPECT_EQ(claim(refresh(token, {{"resource", kApi}}), "aud"), Json(kApi));
}

struct RefusedTarget {
  const char* name;
  Parameters parameters;
  const char* error;
  Reason reason;
};

void PrintTo(const RefusedTarget& row, std::ostream* out) { *out << row.name; }

std::vector<RefusedTarget> refused_targets() {
  using enum Reason;
  Parameters many;
  for (int i = 0; i < 17; ++i) many.emplace_back("resource", kApi + '/' + std::to_string(i));
  const auto detail = [](std::string text) { return Parameters{{"authorization_details", std::move(text)}}; };
  return {
      {"RFC8707_2_relative", {{"resource", "/v1"}}, "invalid_target", resource_syntax},
      {"RFC8707_2_fragment", {{"resource", kApi + "#x"}}, "invalid_target", resource_syntax},
      {"RFC8707_2_too_many", many, "invalid_target", resource_syntax},
      {"RFC8707_2_unknown", {{"resource", "https://other.example"}}, "invalid_target", target_unknown},
      {"RFC8707_2_one_of_two_unknown",
       {{"resource", kApi}, {"resource", kApi + "/"}},
       "invalid_target",
       target_unknown},
      {"RFC8707_2_http_for_https", {{"resource", "http://api.example"}}, "invalid_target", target_unknown},
      {"RFC9396_5_no_json", detail("payment"), "invalid_authorization_details", authorization_details_syntax},
      {"RFC9396_5_no_array", detail(kPayment), "invalid_authorization_details", authorization_details_syntax},
      {"RFC9396_5_empty", detail("[]"), "invalid_authorization_details", authorization_details_syntax},
      {"RFC9396_2_no_type", detail(R"([{"actions":["read"]}])"), "invalid_authorization_details",
       authorization_details_syntax},
      {"RFC9396_2_2_actions_are_strings", detail(R"([{"type":"files","actions":"read"}])"),
       "invalid_authorization_details", authorization_details_syntax},
      {"RFC9396_5_too_long", detail(R"([{"type":"files","x":")" + std::string(9'000, 'x') + "\"}]"),
       "invalid_authorization_details", authorization_details_syntax},
      {"RFC9396_5_unknown_type", detail(R"([{"type":"house"}])"), "invalid_authorization_details",
       authorization_details_type},
      {"RFC9396_5_one_of_two_unknown", detail(list({kRead, R"({"type":"house"})"})), "invalid_authorization_details",
       authorization_details_type},
  };
}

class RefusedTargets : public TargetFlow, public testing::WithParamInterface<RefusedTarget> {};

TEST_P(RefusedTargets, at_both_doors) {
  EXPECT_EQ(refused(asking(GetParam().parameters)), GetParam().error);
  EXPECT_EQ(server_.last_event().reason, GetParam().reason);
  const auto response = ask_for_machine(GetParam().parameters);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), GetParam().error);
  EXPECT_EQ(server_.last_event().reason, GetParam().reason);
  EXPECT_TRUE(asked_.empty()) << "the host is asked about what exists only";
}

INSTANTIATE_TEST_SUITE_P(Rfc, RefusedTargets, testing::ValuesIn(refused_targets()),
                         [](const auto& row) { return row.param.name; });

TEST_F(TargetFlow, RFC9396_7_details_are_granted_in_the_response_and_9_1_in_the_token) {
  const std::string both = list({kPayment, kRead});
  const auto response = redeem(server_.obtain_code(asking({{"authorization_details", both}})));
  EXPECT_EQ(claim(response, "authorization_details"), details({kPayment, kRead}));
  const Json body = json_of(response);
  ASSERT_NE(body.find("authorization_details"), nullptr);
  EXPECT_EQ(*body.find("authorization_details"), details({kPayment, kRead}));
  const auto machine = ask_for_machine({{"authorization_details", list({kRead})}, {"resource", kFiles}});
  EXPECT_EQ(claim(machine, "authorization_details"), details({kRead}));
  EXPECT_EQ(claim(machine, "aud"), Json(kFiles));
  EXPECT_EQ(json_of(redeem(server_.obtain_code(asking({})))).find("authorization_details"), nullptr);
}

TEST_F(TargetFlow, RFC9396_6_details_narrow_and_never_widen) {
  const std::string code = server_.obtain_code(asking({{"authorization_details", list({kPayment, kRead})}}));
  for (const std::string& wider :
       {list({R"({"type":"files","actions":["read","write"]})"}), list({R"({"type":"files"})"}),
        list({kRead, R"({"type":"house"})"}), std::string("[]")})
    EXPECT_EQ(error_of(redeem(code, {{"authorization_details", wider}})), "invalid_authorization_details") << wider;
  const auto response = redeem(code, {{"authorization_details", list({kRead})}});
  EXPECT_EQ(claim(response, "authorization_details"), details({kRead}));
  const std::string token = refresh_token(response);
  EXPECT_EQ(error_of(refresh(token, {{"authorization_details", list({R"({"type":"payment"})"})}})),
            "invalid_authorization_details");
  EXPECT_EQ(claim(refresh(token), "authorization_details"), details({kPayment, kRead}));
}

TEST_F(TargetFlow, a_retry_within_the_grace_asks_for_the_same_details) {
  const auto first = redeem(server_.obtain_code(asking({{"authorization_details", list({kPayment, kRead})}})));
  const std::string token = refresh_token(first);
  const Parameters narrow = {{"authorization_details", list({kRead})}};
  const auto rotated = refresh(token, narrow);
  const auto retried = refresh(token, narrow);
  EXPECT_EQ(refresh_token(retried), refresh_token(rotated));
  EXPECT_EQ(claim(retried, "authorization_details"), details({kRead}));
  EXPECT_EQ(error_of(refresh(token)), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::refresh_reused);
}

TEST_F(TargetFlow, both_survive_the_login_page_and_the_host_sees_them) {
  const auto begun = server_.authorize(asking({{"resource", kApi}, {"authorization_details", list({kRead})}}));
  ASSERT_TRUE(test::header(begun, "Location").starts_with("/login")) << begun.body;
  server_.start_session();
  std::optional<AuthorizationRequest> seen;
  server_.on_consent = [&](const ConsentRequest& question) {
    seen = question.request;
    return std::nullopt;
  };
  const auto resumed =
      server_.get("/authorize/resume?interaction=" + server_.last_interaction, {{"Cookie", test::cookie_of(begun)}});
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->resources, Audience(kApi));
  EXPECT_EQ(seen->authorization_details.entries().size(), 1U);
  const auto response = redeem(test::query_of(test::header(resumed, "Location"))["code"]);
  EXPECT_EQ(claim(response, "aud"), Json(kApi));
  EXPECT_EQ(claim(response, "authorization_details"), details({kRead}));
}

TEST_F(TargetFlow, RFC9396_5_the_host_has_the_last_word) {
  verdict_ = TargetVerdict::resource_refused;
  EXPECT_EQ(refused(asking({{"resource", kApi}})), "invalid_target");
  EXPECT_EQ(server_.last_event().reason, Reason::target_refused);
  EXPECT_EQ(error_of(ask_for_machine({{"resource", kApi}})), "invalid_target");
  verdict_ = TargetVerdict::authorization_details_refused;
  EXPECT_EQ(refused(asking({{"authorization_details", list({kRead})}})), "invalid_authorization_details");
  EXPECT_EQ(server_.last_event().reason, Reason::authorization_details_refused);
  unavailable_ = true;
  EXPECT_EQ(ask_for_machine({{"resource", kApi}}).status, 503);
  ASSERT_EQ(asked_.size(), 4U);
  EXPECT_EQ(asked_[0].resources, Audience(kApi));
  EXPECT_EQ(asked_[2].authorization_details.entries().size(), 1U);
  EXPECT_EQ(ask_for_machine({}).status, 200) << "nothing was named, so nobody is asked";
}

TEST_F(TargetFlow, RFC8707_2_userinfo_is_a_resource_like_any_other) {
  const auto token_for = [&](Parameters resources) -> std::string {
    const Json body = json_of(redeem(server_.obtain_code(asking(std::move(resources)))));
    const std::string* token = body.find_string("access_token");
    return token ? *token : "(none)";
  };
  EXPECT_EQ(server_.userinfo_status(token_for({{"resource", kApi}})), 401);
  EXPECT_EQ(server_.userinfo_status(token_for({{"resource", kApi}, {"resource", kIssuer}})), 200);
}

TEST(NoTargets, RFC8707_2_and_RFC9396_5_without_any_only_the_server_itself_may_be_named) {
  TestServer server;
  const auto ask = [&](const Parameters& extra) {
    Parameters form = {{"grant_type", "client_credentials"}};
    form.insert(form.end(), extra.begin(), extra.end());
    return server.post_as("machine", "/token", form);
  };
  EXPECT_EQ(ask({{"resource", kIssuer}}).status, 200);
  EXPECT_EQ(error_of(ask({{"resource", kApi}})), "invalid_target");
  EXPECT_EQ(error_of(ask({{"authorization_details", list({kRead})}})), "invalid_authorization_details");
  server.start_session();
  Parameters request = with(TestServer::authorization(), "resource", kApi);
  EXPECT_EQ(test::query_of(test::header(server.authorize(request), "Location"))["error"], "invalid_target");
}

}  // namespace
}  // namespace attesto
