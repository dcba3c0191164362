#include "attestod/daemon_client.hpp"

#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

Fields authorization_request() {
  return {{"client_id", "app"},
          {"redirect_uri", "https://app.example/cb"},
          {"response_type", "code"},
          {"scope", "openid offline_access"},
          {"code_challenge", attesto::base64url_encode(attesto::sha256(kVerifier))},
          {"code_challenge_method", "S256"}};
}

std::string authorize_target() { return "/authorize?" + Browser::encode(authorization_request()); }

std::string member_of(const WireResponse& response, std::string_view name) {
  const auto json = attesto::Json::parse(response.body);
  const std::string* found = json ? json->find_string(name) : nullptr;
  return found ? *found : "";
}

std::string cookie_pair(const WireResponse& response) {
  const std::string cookie = response.header("Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

bool is_redirect(const std::optional<WireResponse>& response) {
  EXPECT_TRUE(response && response->status == 303) << (response ? response->body : "no response");
  return response && response->status == 303;
}

}  // namespace

std::string DaemonClient::log_in_and_consent() const {
  const auto begun = ask({.target = authorize_target()});
  if (!is_redirect(begun)) return "";
  const std::string binding = cookie_pair(*begun);
  const Page login = page_at(begun->header("Location"), binding);
  const auto logged_in = ask({.method = "POST",
                              .target = "/login",
                              .headers = {{"Cookie", binding}},
                              .body = Browser::encode({{"interaction", login.hidden("interaction")},
                                                       {"csrf", login.hidden("csrf")},
                                                       {"username", "ada"},
                                                       {"password", kPassword}})});
  if (!is_redirect(logged_in)) return "";
  const std::string session = cookie_pair(*logged_in);
  const std::string cookies = binding + "; " + session;
  const Page consent = page_at("/consent?interaction=" + login.hidden("interaction"), cookies);
  const auto allowed = ask({.method = "POST",
                            .target = "/consent",
                            .headers = {{"Cookie", cookies}},
                            .body = Browser::encode({{"interaction", consent.hidden("interaction")},
                                                     {"csrf", consent.hidden("csrf")},
                                                     {"account", consent.hidden("account")},
                                                     {"decision", "allow"}})});
  return is_redirect(allowed) ? session : "";
}

std::optional<WireResponse> DaemonClient::authorize(const std::string& session) const {
  return ask({.target = authorize_target(), .headers = {{"Cookie", session}}});
}

std::optional<WireResponse> DaemonClient::push() const { return post("/par", authorization_request()); }

std::optional<WireResponse> DaemonClient::redeem(const std::string& code) const {
  return post("/token", {{"grant_type", "authorization_code"},
                         {"code", code},
                         {"redirect_uri", "https://app.example/cb"},
                         {"code_verifier", kVerifier}});
}

std::optional<WireResponse> DaemonClient::refresh(const std::string& refresh_token) const {
  return post("/token", {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

std::optional<WireResponse> DaemonClient::post(const std::string& path, const Fields& fields) const {
  return ask({.method = "POST",
              .target = path,
              .headers = {{"Authorization", "Basic " + attesto::base64_encode(attesto::as_bytes("app:app-secret"))}},
              .body = Browser::encode(fields)});
}

Page DaemonClient::page_at(const std::string& target, const std::string& cookies) const {
  const auto response = ask({.target = target, .headers = {{"Cookie", cookies}}});
  return {{.status = response ? response->status : 0, .body = response ? response->body : ""}, target};
}

std::string code_of(const WireResponse& response) { return Page{{}, response.header("Location")}.parameter("code"); }

std::string request_uri_of(const WireResponse& response) { return member_of(response, "request_uri"); }

std::optional<std::string> refresh_token_of(const WireResponse& response) {
  std::string found = member_of(response, "refresh_token");
  return found.empty() ? std::nullopt : std::optional(std::move(found));
}

}  // namespace attestod
