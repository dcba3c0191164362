// kill -9 while clients redeem and refresh: nothing acknowledged is lost, nothing used comes back.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>
#include <vector>

#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"
#include "attestod/grant_ledger.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

constexpr int kKills = 10;
constexpr int kClients = 8;

TEST(Crash, loses_nothing_acknowledged_and_revives_nothing_used) {
  const DaemonFolder folder;
  folder.fill();
  std::optional<DaemonProcess> daemon;
  daemon.emplace(folder.config(), folder.file("output"));
  const std::string session = DaemonClient(daemon->port()).log_in_and_consent();
  ASSERT_FALSE(session.empty());
  std::minstd_rand random(20261125);
  std::vector<GrantLedger> ledgers(kClients);
  for (int round = 0; round < kKills; ++round) {
    std::atomic<bool> over = false;
    {
      std::vector<std::jthread> clients;
      for (GrantLedger& one : ledgers)
        clients.emplace_back([&, client = DaemonClient(daemon->port())] { one.use(client, session, over); });
      std::this_thread::sleep_for(50ms + std::chrono::milliseconds(random() % 150));
      daemon->signal(SIGKILL);
      EXPECT_EQ(daemon->wait(), -SIGKILL);
      over = true;
    }
    daemon.emplace(folder.config(), folder.file("output"));
    for (GrantLedger& one : ledgers) one.check(DaemonClient(daemon->port()));
  }
  int acknowledged = 0;
  for (const GrantLedger& one : ledgers) {
    EXPECT_FALSE(one.finding()) << *one.finding();
    EXPECT_EQ(one.outages(), 0);
    acknowledged += one.acknowledged();
  }
  EXPECT_GE(acknowledged, kKills * kClients);  // the kills did meet work
}

}  // namespace
}  // namespace attestod
