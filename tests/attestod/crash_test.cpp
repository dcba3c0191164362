// kill -9 while clients redeem and refresh: nothing acknowledged is lost, nothing used comes back.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "attestod/daemon_client.hpp"
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

class Crash : public testing::Test {
 protected:
  Crash() { folder_.fill(); }

  void start() { daemon_.emplace(folder_.config(), folder_.file("output")); }

  [[nodiscard]] DaemonClient client() const { return DaemonClient(daemon_->port()); }
  void use(Knowledge& known, std::atomic<bool>& over) const;
  void check(const Knowledge& known) const;

  DaemonFolder folder_;
  std::optional<DaemonProcess> daemon_;
  std::string session_;  ///< cookie of a browser that is logged in and has consented
};

/// Authorizes, redeems and rotates until the daemon dies; writes down what it was told.
void Crash::use(Knowledge& known, std::atomic<bool>& over) const {
  while (!over) {
    known.fresh_refresh.reset();
    known.used_refresh.reset();
    const auto authorized = client().authorize(session_);
    if (!authorized) return;
    ASSERT_EQ(authorized->status, 303) << authorized->body;
    known.fresh_code = code_of(*authorized);
    ASSERT_FALSE(known.fresh_code->empty()) << authorized->header("Location");
    const std::string code = *std::exchange(known.fresh_code, std::nullopt);
    const auto redeemed = client().redeem(code);
    if (!redeemed) return;
    ASSERT_EQ(redeemed->status, 200) << redeemed->body;
    known.used_codes.push_back(code);
    known.fresh_refresh = refresh_token_of(*redeemed);
    for (int rotation = 0; rotation < 3; ++rotation) {
      ASSERT_TRUE(known.fresh_refresh);
      const std::string presented = *std::exchange(known.fresh_refresh, std::nullopt);
      const auto rotated = client().refresh(presented);
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
    const auto redeemed = client().redeem(*known.fresh_code);
    ASSERT_TRUE(redeemed);
    EXPECT_EQ(redeemed->status, 200) << "an issued code was lost: " << redeemed->body;
  }
  if (known.fresh_refresh) {
    const auto rotated = client().refresh(*known.fresh_refresh);
    ASSERT_TRUE(rotated);
    EXPECT_EQ(rotated->status, 200) << "an issued refresh token was lost: " << rotated->body;
  }
  // Last, since reuse revokes the family.
  if (known.used_refresh) {
    const auto reused = client().refresh(*known.used_refresh);
    ASSERT_TRUE(reused);
    EXPECT_EQ(reused->status, 400) << "a rotated refresh token works again";
  }
  for (const std::string& code : known.used_codes) {
    const auto reused = client().redeem(code);
    ASSERT_TRUE(reused);
    EXPECT_EQ(reused->status, 400) << "a redeemed code works again";
  }
}

TEST_F(Crash, loses_nothing_acknowledged_and_revives_nothing_used) {
  start();
  session_ = client().log_in_and_consent();
  ASSERT_FALSE(session_.empty());
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
