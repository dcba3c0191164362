// Tables stay as large as what is alive in them.
#include "apps/attestod/sweeper.hpp"

#include <gmock/gmock.h>

#include <array>
#include <csignal>

#include "adapters/sqlite/database.hpp"
#include "apps/attestod/signals.hpp"
#include "attesto/crypto/digest.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr attesto::TokenLifetimes kShort{
    .access_token = 60s, .id_token = 60s, .authorization_code = 30s, .refresh_token = 120s, .refresh_family = 600s};
const auto kNever = [] { return false; };

class SweeperTest : public SiteFixture {
 protected:
  SweeperTest() : SiteFixture(kShort, 600s) {}

  Sweeper make() {
    return Sweeper({.store = store_,
                    .registry = registry_,
                    .clock = clock_,
                    .random = random_,
                    .log = std::make_shared<const attesto::JsonLog>(
                        attesto::LogLevel::info, [this](std::string_view line) { lines_ += line; })});
  }

  /// A login, a code, a refresh; and the reuse of what was refreshed, which revokes the family.
  void use_everything() {
    Browser browser = new_browser();
    const Page page = complete(browser, {{"scope", "openid offline_access"}});
    const auto redeemed = redeem(page.parameter("code"));
    ASSERT_EQ(redeemed.status, 200) << redeemed.body;
    const auto json = attesto::Json::parse(redeemed.body).value();
    const Fields refresh = {{"grant_type", "refresh_token"}, {"refresh_token", *json.find_string("refresh_token")}};
    EXPECT_EQ(ask_for_token(refresh).status, 200);
    EXPECT_EQ(ask_for_token(refresh).status, 400);
  }

  void add_expired_records(std::size_t count) {
    attesto::Commit commit;
    for (std::size_t i = 0; i < count; ++i)
      commit.records.push_back({.key = {attesto::RecordKind::dpop_proof, attesto::sha256("proof " + std::to_string(i))},
                                .expires_at = clock_->now() - 1ms,
                                .body = "{}"});
    ASSERT_TRUE(store_->commit(commit).value().has_value());
  }

  std::int64_t rows(const std::string& table) const {
    auto database = attesto::sqlite::Database::open(database_, attesto::sqlite::Database::Mode::existing).value();
    auto count = database.prepare("SELECT count(*) FROM " + table).value();
    auto found = count.query();
    EXPECT_TRUE(found.next().value());
    return found.integer(0);
  }

  std::string lines_;
};

TEST_F(SweeperTest, tables_stay_flat_under_a_constant_load) {
  constexpr int kTicks = 90;
  constexpr int kSettled = 30;  // a quarter of an hour, and a family lives for ten minutes
  constexpr std::array<const char*, 3> kTables = {"attesto_records", "attesto_revoked_families", "attesto_sessions"};
  Sweeper sweeper = make();
  std::array<std::int64_t, kTables.size()> most_early{};
  std::array<std::int64_t, kTables.size()> most_late{};
  for (int tick = 0; tick < kTicks; ++tick) {
    clock_->advance(30s);
    use_everything();
    if (sweeper.is_due()) sweeper.sweep(kNever);
    if (tick < kSettled) continue;
    auto& most = tick < (kTicks + kSettled) / 2 ? most_early : most_late;
    for (std::size_t i = 0; i < kTables.size(); ++i) most[i] = std::max(most[i], rows(kTables[i]));
  }
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    EXPECT_GT(most_early[i], 0) << kTables[i] << " was not used at all";
    EXPECT_LE(most_late[i], most_early[i] + most_early[i] / 20 + 1) << kTables[i];
  }
  for (const char* kind : {"\"records\":", "\"revocations\":", "\"sessions\":"}) EXPECT_THAT(lines_, HasSubstr(kind));
}

TEST_F(SweeperTest, stops_between_two_batches_when_it_is_told_to) {
  add_expired_records(3 * Sweeper::kBatch);
  Sweeper sweeper = make();
  int asked = 0;
  EXPECT_FALSE(sweeper.sweep([&] { return ++asked > 1; }));
  EXPECT_EQ(rows("attesto_records"), static_cast<std::int64_t>(2 * Sweeper::kBatch));
  EXPECT_THAT(lines_, HasSubstr("\"event\":\"expired_removed\",\"records\":500,\"revocations\":0,\"sessions\":0"));
}

TEST_F(SweeperTest, goes_on_at_once_after_the_most_that_one_sweep_does) {
  add_expired_records(Sweeper::kBatch * Sweeper::kMostBatches + 1);
  Sweeper sweeper = make();
  EXPECT_TRUE(sweeper.sweep(kNever));
  EXPECT_EQ(rows("attesto_records"), 1);
  EXPECT_TRUE(sweeper.is_due());
  EXPECT_FALSE(sweeper.sweep(kNever));
  EXPECT_EQ(rows("attesto_records"), 0);
  EXPECT_FALSE(sweeper.is_due());
}

TEST_F(SweeperTest, pauses_differ_and_stay_within_their_bounds) {
  Sweeper sweeper = make();
  std::set<std::int64_t> pauses;
  for (int i = 0; i < 20; ++i) {
    sweeper.sweep(kNever);
    std::chrono::milliseconds pause = 0ms;
    for (; !sweeper.is_due(); pause += 10ms) clock_->advance(10ms);
    EXPECT_GE(pause, Sweeper::kShortestPause);
    EXPECT_LE(pause, Sweeper::kLongestPause + 10ms);
    pauses.insert(pause.count());
  }
  EXPECT_GT(pauses.size(), 10u);
}

TEST_F(SweeperTest, a_clock_that_is_set_back_does_not_put_it_off) {
  Sweeper sweeper = make();
  sweeper.sweep(kNever);
  EXPECT_FALSE(sweeper.is_due());
  clock_->advance(-24h);
  EXPECT_TRUE(sweeper.is_due());
}

TEST(SignalsThatWait, a_stop_is_seen_without_being_taken) {
  sigset_t before;
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
  {
    const Signals signals;
    EXPECT_FALSE(Signals::is_stop_pending());
    ASSERT_EQ(std::raise(SIGHUP), 0);
    EXPECT_FALSE(Signals::is_stop_pending());
    ASSERT_EQ(std::raise(SIGTERM), 0);
    EXPECT_TRUE(Signals::is_stop_pending());
    EXPECT_EQ(signals.wait_for(0s), Signal::reload);
    EXPECT_EQ(signals.wait_for(0s), Signal::stop);
    EXPECT_FALSE(Signals::is_stop_pending());
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace attestod
