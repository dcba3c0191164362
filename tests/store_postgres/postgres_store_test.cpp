#include "adapters/store_postgres/postgres_store.hpp"

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <barrier>
#include <thread>
#include <utility>

#include "contract/store_contract.hpp"
#include "contract/store_samples.hpp"
#include "store_postgres/postgres_fixture.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::kLater;
using contract::record;
using contract::StoreContract;
using test::new_store_dsn;
using test::open;
using test::PostgresServer;
using testing::AllOf;
using testing::HasSubstr;

/// Two pools and more on one database, as nodes have them.
StoreUnderCheck make() {
  return {.open = [dsn = new_store_dsn()]() -> std::expected<std::unique_ptr<Store>, std::string> {
    auto pool = postgres::Pool::open(test::settings_for(dsn));
    if (!pool) return std::unexpected(std::move(pool).error());
    return open_postgres_store(std::move(*pool));
  }};
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, contract::contract_cases({{"postgres", make}}),
                         contract::contract_name);

class PostgresStore : public testing::Test {
 protected:
  /// Runs `act(thread)` in that many threads at once.
  template <class Act>
  static void at_once(int threads, Act act) {
    std::barrier start(threads);
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread)
      running.emplace_back([&, thread] {
        start.arrive_and_wait();
        act(thread);
      });
  }

  const std::string dsn_ = new_store_dsn();
  const std::shared_ptr<Store> store_ = open(dsn_);
};

TEST_F(PostgresStore, commits_that_name_the_same_claims_in_another_order_do_not_deadlock) {
  for (int round = 0; round < 60; ++round) {
    const RecordKey one = key(RecordKind::refresh_token, {1, round});
    const RecordKey two = key(RecordKind::refresh_token, {2, round});
    ASSERT_TRUE(store_->commit({.records = {record(one), record(two)}}).value());
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    at_once(4, [&](int thread) {
      Commit commit{.claims = {{.key = one}, {.key = two}}};
      if (thread % 2 == 1) std::swap(commit.claims[0], commit.claims[1]);
      const auto outcome = store_->commit(commit);
      if (outcome) ++(*outcome ? won : lost);
    });
    ASSERT_EQ(won, 1);
    ASSERT_EQ(lost, 3);
  }
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
            "0");
}

// Reuse and an honest rotation of the next token at the same moment: whatever the order, the family ends.
TEST_F(PostgresStore, RFC9700_4_14_2_no_leaf_outlives_a_reuse_beside_it) {
  for (int round = 0; round < 40; ++round) {
    const FamilyId family("family-" + std::to_string(round));
    const auto token = [&](int number) { return key(RecordKind::refresh_token, {3, round, number}); };
    const auto rotate = [&](int number) {
      return store_->commit({.claims = {{.key = token(number), .revoke_on_loss = true}},
                             .records = {record(token(number + 1), family)},
                             .remember_revoked_until = kLater});
    };
    ASSERT_TRUE(store_->commit({.records = {record(token(0), family)}}).value());
    ASSERT_TRUE(rotate(0).value());
    at_once(3, [&](int thread) { EXPECT_TRUE(rotate(thread == 0 ? 0 : thread).has_value()); });
    ASSERT_TRUE(store_->is_revoked(family).value());
    for (int number = 0; number < 4; ++number) {
      const auto left = store_->commit({.claims = {{.key = token(number)}}});
      ASSERT_TRUE(left.has_value());
      ASSERT_FALSE(left->has_value()) << "round " << round << ", token " << number;
    }
  }
}

TEST_F(PostgresStore, a_sweeper_waits_for_no_commit) {
  ASSERT_TRUE(store_
                  ->commit({.records = {record(key(RecordKind::interaction, {1}), std::nullopt, contract::kSoon),
                                        record(key(RecordKind::interaction, {2}), std::nullopt, contract::kSoon)}})
                  .value());
  const auto holder = postgres::Connection::open(test::settings_for(dsn_)).value();
  ASSERT_TRUE(holder->execute("BEGIN; SELECT * FROM attesto_records ORDER BY hash LIMIT 1 FOR UPDATE",
                              std::chrono::seconds{5}));
  EXPECT_EQ(store_->remove_expired(kLater, 10).value().total(), 1U);
  ASSERT_TRUE(holder->execute("COMMIT", std::chrono::seconds{5}));
  EXPECT_EQ(store_->remove_expired(kLater, 10).value().total(), 1U);
}

// Its statements were planned when the tables were empty.
TEST_F(PostgresStore, a_grown_table_is_never_read_from_end_to_end) {
  std::string dsn = new_store_dsn();
  {
    const auto store = open(dsn);
    for (int i = 0; i < 20; ++i) {
      Commit commit{.remember_revoked_until = kLater};
      if (i > 0) commit.claims.push_back({.key = key(RecordKind::refresh_token, {i - 1, 0})});
      for (int j = 0; j < 100; ++j)
        commit.records.push_back(
            record(key(RecordKind::refresh_token, {i, j}), FamilyId("family-" + std::to_string(i))));
      commit.revoke.emplace_back("revoked-" + std::to_string(i));
      ASSERT_TRUE(store->commit(commit).value());
      ASSERT_TRUE(store->find(key(RecordKind::refresh_token, {i, 0})).value().has_value());
      ASSERT_EQ(store->remove_expired(contract::kSoon, 100).value().total(), 0U);
    }
  }
  const auto scans = [&](const std::string& kind) {
    return std::stoi("0" + PostgresServer::query(dsn, "SELECT sum(" + kind +
                                                          ") FROM pg_stat_user_tables WHERE schemaname ="
                                                          " current_schema() AND relname <> 'attesto_schema'"));
  };
  // Sessions report when they have ended.
  for (int attempt = 0; attempt < 200 && scans("idx_scan") < 2000; ++attempt)
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  EXPECT_GE(scans("idx_scan"), 2000);
  EXPECT_LE(scans("seq_scan"), 4) << "the four indexes read an empty table each when they were made";
}

TEST_F(PostgresStore, its_tables_go_by_the_prefix_it_was_given) {
  postgres::Settings settings = test::settings_for(dsn_);
  settings.table_prefix = "shop_oauth_";
  test::migrate({.dsn = Secret(dsn_), .table_prefix = "shop_oauth_"});
  const auto shop = test::try_open(std::move(settings));
  ASSERT_TRUE(shop.has_value()) << shop.error();
  const RecordKey code = key(RecordKind::authorization_code, {1});
  ASSERT_TRUE((*shop)->commit({.records = {record(code, FamilyId("f"))}}).value());
  ASSERT_TRUE((*shop)->commit({.claims = {{.key = code}}, .revoke = {FamilyId("f")}}).value());
  EXPECT_TRUE((*shop)->find(code).value()->family_revoked);
  EXPECT_EQ((*shop)->remove_expired(kLater + std::chrono::hours{1}, 10).value().total(), 2U);
  EXPECT_FALSE(store_->find(code).value().has_value());
}

TEST_F(PostgresStore, printed_sql_makes_what_it_needs) {
  const std::string dsn = PostgresServer::shared().new_schema_dsn();
  PostgresServer::execute(dsn, postgres_store_sql("attesto_"));
  const auto store = open(dsn);
  ASSERT_NE(store, nullptr);
  EXPECT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {1}))}}).value());
}

TEST_F(PostgresStore, what_is_no_store_says_what_to_do) {
  const auto fault = [](const std::string& dsn) {
    const auto opened = test::try_open(test::settings_for(dsn));
    return opened ? "it opened" : opened.error();
  };
  EXPECT_THAT(fault(PostgresServer::shared().new_schema_dsn()), HasSubstr("run `attesto migrate`"));
  PostgresServer::execute(dsn_, "UPDATE attesto_schema SET version = 99");
  EXPECT_THAT(fault(dsn_), AllOf(HasSubstr("99"), HasSubstr("newer attesto")));
  PostgresServer::execute(dsn_, "UPDATE attesto_schema SET version = 1; DROP TABLE attesto_revoked_families");
  EXPECT_THAT(fault(dsn_), AllOf(HasSubstr("can't be used"), HasSubstr("attesto_revoked_families")));
}

}  // namespace
}  // namespace attesto
