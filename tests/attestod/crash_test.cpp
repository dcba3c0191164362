// kill -9 while clients redeem and refresh: nothing acknowledged is lost, nothing used comes back.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

constexpr int kKills = 10;
constexpr int kClients = 8;

/// What one client knows for sure when the daemon dies.
struct Knowledge {
  std::optional<std::string> fresh_code{};     ///< was issued, was never presented
  std::optional<std::string> fresh_refresh{};  ///< was issued, was never presented
  std::vector<std::string> used_codes{};       ///< were exchanged for tokens
  std::optional<std::string> used_refresh{};   ///< was rotated
  int acknowledged = 0;
};

std::string authorize_target() {
  return "/authorize?" + Browser::encode({{"client_id", "app"},
                                          {"redirect_uri", "https://app.example/cb"},
                                          {"response_type", "code"},
                                          {"scope", "openid offline_access"},
                                          {"code_challenge", attesto::base64url_encode(attesto::sha256(kVerifier))},
                                          {"code_challenge_method", "S256"}});
}

std::string cookie_pair(const WireResponse& response) {
  const std::string cookie = response.header("Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

class Crash : public testing::Test {
 protected:
  Crash() { folder_.fill(); }

  void start() { daemon_.emplace(folder_.config(), folder_.file("output")); }

  [[nodiscard]] std::optional<WireResponse> ask(const WireRequest& request) const {
    return exchange(daemon_->port(), request);
  }
  [[nodiscard]] std::optional<WireResponse> token(Fields fields) const {
    return ask({.method = "POST",
                .target = "/token",
                .headers = {{"Authorization", "Basic " + attesto::base64_encode(attesto::as_bytes("app:app-secret"))}},
                .body = Browser::encode(fields)});
  }
  [[nodiscard]] std::optional<WireResponse> redeem(const std::string& code) const {
    return token({{"grant_type", "authorization_code"},
                  {"code", code},
                  {"redirect_uri", "https://app.example/cb"},
                  {"code_verifier", kVerifier}});
  }
  [[nodiscard]] std::optional<WireResponse> refresh(const std::string& refresh_token) const {
    return token({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
  }

  void log_in_and_consent();
  void use(Knowledge& known, std::atomic<bool>& over) const;
  void check(const Knowledge& known) const;

  DaemonFolder folder_;
  std::optional<DaemonProcess> daemon_;
  std::string session_;  ///< cookie of a browser that is logged in and has consented
};

/// As a browser does: each step is a redirect or a form.
void Crash::log_in_and_consent() {
  const auto begun = ask({.target = authorize_target()});
  ASSERT_TRUE(begun && begun->status == 303);
  const std::string binding = cookie_pair(*begun);
  const auto page_at = [&](const std::string& target, const std::string& cookies) {
    const auto response = ask({.target = target, .headers = {{"Cookie", cookies}}});
    return Page{{.status = response ? response->status : 0, .body = response ? response->body : ""}, target};
  };
  const Page login = page_at(begun->header("Location"), binding);
  const auto logged_in = ask({.method = "POST",
                              .target = "/login",
                              .headers = {{"Cookie", binding}},
                              .body = Browser::encode({{"interaction", login.hidden("interaction")},
                                                       {"csrf", login.hidden("csrf")},
                                                       {"username", "ada"},
                                                       {"password", kPassword}})});
  ASSERT_TRUE(logged_in && logged_in->status == 303);
  session_ = cookie_pair(*logged_in);
  const std::string cookies = binding + "; " + session_;
  const Page consent = page_at("/consent?interaction=" + login.hidden("interaction"), cookies);
  const auto allowed = ask({.method = "POST",
                            .target = "/consent",
                            .headers = {{"Cookie", cookies}},
                            .body = Browser::encode({{"interaction", consent.hidden("interaction")},
                                                     {"csrf", consent.hidden("csrf")},
                                                     {"account", consent.hidden("account")},
                                                     {"decision", "allow"}})});
  ASSERT_TRUE(allowed && allowed->status == 303);
}

std::string code_of(const WireResponse& response) { return Page{{}, response.header("Location")}.parameter("code"); }

std::optional<std::string> refresh_token_of(const WireResponse& response) {
  const auto json = attesto::Json::parse(response.body);
  const std::string* found = json ? json->find_string("refresh_token") : nullptr;
  return found ? std::optional(*found) : std::nullopt;
}

/// Authorizes, redeems and rotates until the daemon dies; writes down what it was told.
void Crash::use(Knowledge& known, std::atomic<bool>& over) const {
  while (!over) {
    known.fresh_refresh.reset();
    known.used_refresh.reset();
    const auto authorized = ask({.target = authorize_target(), .headers = {{"Cookie", session_}}});
    if (!authorized) return;
    ASSERT_EQ(authorized->status, 303) << authorized->body;
    known.fresh_code = code_of(*authorized);
    ASSERT_FALSE(known.fresh_code->empty()) << authorized->header("Location");
    const std::string code = *std::exchange(known.fresh_code, std::nullopt);
    const auto redeemed = redeem(code);
    if (!redeemed) return;
    ASSERT_EQ(redeemed->status, 200) << redeemed->body;
    known.used_codes.push_back(code);
    known.fresh_refresh = refresh_token_of(*redeemed);
    for (int rotation = 0; rotation < 3; ++rotation) {
      ASSERT_TRUE(known.fresh_refresh);
      const std::string presented = *std::exchange(known.fresh_refresh, std::nullopt);
      const auto rotated = refresh(presented);
      if (!rotated) return;
      ASSERT_EQ(rotated->status, 200) << rotated->body;
      known.used_refresh = presented;
      known.fresh_refresh = refresh_token_of(*rotated);
      ++known.acknowledged;
    }
  }
}

void Crash::check(const Knowledge& known) const {
  if (known.fresh_code) {
    const auto redeemed = redeem(*known.fresh_code);
    ASSERT_TRUE(redeemed);
    EXPECT_EQ(redeemed->status, 200) << "an issued code was lost: " << redeemed->body;
  }
  if (known.fresh_refresh) {
    const auto rotated = refresh(*known.fresh_refresh);
    ASSERT_TRUE(rotated);
    EXPECT_EQ(rotated->status, 200) << "an issued refresh token was lost: " << rotated->body;
  }
  // Last, since reuse revokes the family.
  if (known.used_refresh) {
    const auto reused = refresh(*known.used_refresh);
    ASSERT_TRUE(reused);
    EXPECT_EQ(reused->status, 400) << "a rotated refresh token works again";
  }
  for (const std::string& code : known.used_codes) {
    const auto reused = redeem(code);
    ASSERT_TRUE(reused);
    EXPECT_EQ(reused->status, 400) << "a redeemed code works again";
  }
}

TEST_F(Crash, loses_nothing_acknowledged_and_revives_nothing_used) {
  start();
  log_in_and_consent();
  ASSERT_FALSE(HasFatalFailure());
  std::minstd_rand random(20261125);
  int acknowledged = 0;
  for (int round = 0; round < kKills; ++round) {
    std::vector<Knowledge> known(kClients);
    std::atomic<bool> over = false;
    {
      std::vector<std::jthread> clients;
      for (Knowledge& one : known) clients.emplace_back([&] { use(one, over); });
      std::this_thread::sleep_for(50ms + std::chrono::milliseconds(random() % 150));
      daemon_->signal(SIGKILL);
      EXPECT_EQ(daemon_->wait(), -SIGKILL);
      over = true;
    }
    start();
    for (const Knowledge& one : known) {
      check(one);
      acknowledged += one.acknowledged;
    }
  }
  EXPECT_GE(acknowledged, kKills * kClients);  // the kills did meet work
}

}  // namespace
}  // namespace attestod
