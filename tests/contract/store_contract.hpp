// What every store promises (attesto/store/store.hpp), as tests that run against each of them.
//
// A store's own test program includes this once and names its factories:
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(factory), store_name);
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "contract/claim_race.hpp"
#include "contract/store_samples.hpp"

namespace attesto::contract {

/// Makes an empty store; called once per test.
struct StoreFactory {
  std::string name;
  std::function<std::shared_ptr<Store>()> make;
  int race_rounds = 200;

  friend std::ostream& operator<<(std::ostream& out, const StoreFactory& factory) { return out << factory.name; }
};

inline std::string store_name(const testing::TestParamInfo<StoreFactory>& info) { return info.param.name; }

class StoreContract : public testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override {
    store_ = GetParam().make();
    ASSERT_NE(store_, nullptr);
  }

  void put(const Record& record) { expect_won(store_->commit({.records = {record}})); }

  static void expect_won(const std::expected<Outcome, StoreError>& outcome) {
    ASSERT_TRUE(outcome.has_value()) << "store error " << static_cast<int>(outcome.error());
    ASSERT_TRUE(outcome->has_value()) << "lost for reason " << static_cast<int>(outcome->error().reason);
  }

  static void expect_lost(const std::expected<Outcome, StoreError>& outcome, LossReason reason) {
    ASSERT_TRUE(outcome.has_value()) << "store error " << static_cast<int>(outcome.error());
    ASSERT_FALSE(outcome->has_value()) << "won";
    ASSERT_EQ(outcome->error().reason, reason);
  }

  [[nodiscard]] std::optional<StoredRecord> find(const RecordKey& key) const {
    const auto found = store_->find(key);
    EXPECT_TRUE(found.has_value());
    return found ? *found : std::nullopt;
  }

  [[nodiscard]] bool exists(const RecordKey& key) const { return find(key).has_value(); }
  [[nodiscard]] bool is_consumed(const RecordKey& key) const { return find(key).value().consumed; }
  [[nodiscard]] bool is_revoked(const FamilyId& family) const { return store_->is_revoked(family).value(); }

  std::shared_ptr<Store> store_;
  const RecordKey code_ = key(RecordKind::authorization_code, {1});
  const RecordKey refresh_ = key(RecordKind::refresh_token, {2});
  const RecordKey fresh_ = key(RecordKind::refresh_token, {3});
  const FamilyId family_{"family"};
};

TEST_P(StoreContract, a_record_comes_back_as_it_was_inserted) {
  const std::string body = "{\"text\":\"\xC3\xA9 \\\" ' ;--\"}";
  put({.key = code_, .family = family_, .expires_at = kSoon + std::chrono::milliseconds{7}, .body = body});
  const auto found = find(code_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->family, family_);
  EXPECT_EQ(found->expires_at, kSoon + std::chrono::milliseconds{7});
  EXPECT_EQ(found->body, body);
  EXPECT_FALSE(found->consumed);
  EXPECT_FALSE(found->family_revoked);
}

TEST_P(StoreContract, a_record_without_a_family_has_none) {
  put(record(code_));
  EXPECT_EQ(find(code_).value().family, std::nullopt);
}

TEST_P(StoreContract, an_unknown_key_is_not_found) {
  EXPECT_FALSE(exists(code_));
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, kinds_never_mix) {
  put(record(key(RecordKind::authorization_code, {9})));
  for (const RecordKind other : {RecordKind::interaction, RecordKind::refresh_token, RecordKind::revoked_token}) {
    EXPECT_FALSE(exists(key(other, {9})));
    expect_lost(store_->commit({.claims = {{.key = key(other, {9})}}}), LossReason::absent);
  }
  EXPECT_FALSE(is_consumed(key(RecordKind::authorization_code, {9})));
  put(record(key(RecordKind::refresh_token, {9})));  // the same digest under another kind is free
}

TEST_P(StoreContract, a_won_commit_does_everything) {
  put(record(code_, family_));
  const FamilyId doomed("doomed");
  expect_won(store_->commit({.claims = {{.key = code_}},
                             .records = {record(refresh_, family_), record(fresh_)},
                             .revoke = {doomed},
                             .remember_revoked_until = kLater}));
  EXPECT_TRUE(is_consumed(code_));
  EXPECT_TRUE(exists(refresh_));
  EXPECT_TRUE(exists(fresh_));
  EXPECT_TRUE(is_revoked(doomed));
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, a_claim_that_is_lost_changes_nothing) {
  put(record(code_, family_));
  expect_lost(store_->commit({.claims = {{.key = code_}, {.key = refresh_}},
                              .records = {record(fresh_)},
                              .revoke = {family_},
                              .remember_revoked_until = kLater}),
              LossReason::absent);
  EXPECT_FALSE(is_consumed(code_));
  EXPECT_FALSE(exists(fresh_));
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, a_record_that_is_refused_changes_nothing) {
  put(record(code_));
  put(record(refresh_));
  expect_lost(store_->commit({.claims = {{.key = code_}},
                              .records = {record(fresh_), record(refresh_)},
                              .revoke = {family_},
                              .remember_revoked_until = kLater}),
              LossReason::exists);
  EXPECT_FALSE(is_consumed(code_));
  EXPECT_FALSE(exists(fresh_));
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, an_empty_commit_wins) { expect_won(store_->commit({})); }

TEST_P(StoreContract, an_absent_record_can_not_be_claimed) {
  expect_lost(store_->commit({.claims = {{.key = code_}}}), LossReason::absent);
}

TEST_P(StoreContract, a_record_of_the_same_commit_can_not_be_claimed) {
  expect_lost(store_->commit({.claims = {{.key = code_}}, .records = {record(code_)}}), LossReason::absent);
  EXPECT_FALSE(exists(code_));
}

TEST_P(StoreContract, a_claim_is_won_once) {
  put(record(code_));
  expect_won(store_->commit({.claims = {{.key = code_}}}));
  expect_lost(store_->commit({.claims = {{.key = code_}}}), LossReason::consumed);
  EXPECT_TRUE(exists(code_)) << "a consumed record stays, so that reuse is recognised";
}

TEST_P(StoreContract, one_commit_can_not_claim_a_key_twice) {
  put(record(code_));
  expect_lost(store_->commit({.claims = {{.key = code_}, {.key = code_}}}), LossReason::consumed);
  EXPECT_FALSE(is_consumed(code_));
}

TEST_P(StoreContract, one_commit_can_not_insert_a_key_twice) {
  expect_lost(store_->commit({.records = {record(code_), record(code_)}}), LossReason::exists);
  EXPECT_FALSE(exists(code_));
}

TEST_P(StoreContract, a_consumed_record_still_keeps_its_key) {
  put(record(code_));
  expect_won(store_->commit({.claims = {{.key = code_}}}));
  expect_lost(store_->commit({.records = {record(code_)}}), LossReason::exists);
  EXPECT_TRUE(is_consumed(code_));
}

TEST_P(StoreContract, claims_are_checked_before_records_and_in_their_order) {
  put(record(code_));
  put(record(refresh_));
  expect_won(store_->commit({.claims = {{.key = code_}}}));
  expect_lost(store_->commit({.claims = {{.key = code_}, {.key = fresh_}}, .records = {record(refresh_)}}),
              LossReason::consumed);
  expect_lost(store_->commit({.claims = {{.key = fresh_}, {.key = code_}}, .records = {record(refresh_)}}),
              LossReason::absent);
}

// Reuse is recognised even after its family was revoked: it is what an operator wants to hear of.
TEST_P(StoreContract, consumed_is_told_before_revoked) {
  put(record(code_, family_));
  expect_won(store_->commit({.claims = {{.key = code_}}}));
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kLater}));
  expect_lost(store_->commit({.claims = {{.key = code_}}}), LossReason::consumed);
}

TEST_P(StoreContract, RFC9700_4_14_2_losing_to_another_claim_revokes_the_family_if_asked) {
  put(record(refresh_, family_));
  expect_won(
      store_->commit({.claims = {{.key = refresh_, .revoke_on_loss = true}}, .records = {record(fresh_, family_)}}));
  EXPECT_FALSE(is_revoked(family_));
  expect_lost(store_->commit({.claims = {{.key = refresh_, .revoke_on_loss = true}}, .remember_revoked_until = kLater}),
              LossReason::consumed);
  EXPECT_TRUE(is_revoked(family_));
  EXPECT_TRUE(find(fresh_).value().family_revoked);
  expect_lost(store_->commit({.claims = {{.key = fresh_}}}), LossReason::revoked);
}

TEST_P(StoreContract, losing_without_being_asked_revokes_nothing) {
  put(record(refresh_, family_));
  expect_won(store_->commit({.claims = {{.key = refresh_}}}));
  expect_lost(store_->commit({.claims = {{.key = refresh_}}, .remember_revoked_until = kLater}), LossReason::consumed);
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, losing_for_another_reason_revokes_nothing) {
  put(record(refresh_, family_));
  const Claim wanted{.key = refresh_, .revoke_on_loss = true};
  const Claim absent{.key = fresh_, .revoke_on_loss = true};
  expect_lost(store_->commit({.claims = {wanted, absent}, .remember_revoked_until = kLater}), LossReason::absent);
  expect_lost(store_->commit({.claims = {wanted}, .records = {record(refresh_)}, .remember_revoked_until = kLater}),
              LossReason::exists);
  EXPECT_FALSE(is_revoked(family_));
}

TEST_P(StoreContract, revocation_covers_what_the_family_has_and_what_comes_later) {
  put(record(refresh_, family_));
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kLater}));
  EXPECT_TRUE(find(refresh_).value().family_revoked);
  expect_lost(store_->commit({.claims = {{.key = refresh_}}}), LossReason::revoked);
  expect_lost(store_->commit({.records = {record(fresh_, family_)}}), LossReason::revoked);
  EXPECT_FALSE(is_consumed(refresh_));
  EXPECT_FALSE(exists(fresh_));
  put(record(fresh_, FamilyId("other")));
  EXPECT_FALSE(find(fresh_).value().family_revoked);
}

TEST_P(StoreContract, a_commit_may_revoke_the_family_it_inserts_into) {
  expect_won(
      store_->commit({.records = {record(fresh_, family_)}, .revoke = {family_}, .remember_revoked_until = kLater}));
  EXPECT_TRUE(find(fresh_).value().family_revoked);
}

TEST_P(StoreContract, a_revocation_is_never_shortened) {
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kLater}));
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kSoon}));
  ASSERT_TRUE(store_->remove_expired(kLater, 100).has_value());
  EXPECT_TRUE(is_revoked(family_));
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kLater + std::chrono::hours{1}}));
  ASSERT_TRUE(store_->remove_expired(kLater + std::chrono::minutes{1}, 100).has_value());
  EXPECT_TRUE(is_revoked(family_));
}

TEST_P(StoreContract, it_never_looks_at_a_clock) {
  put(record(code_, std::nullopt, Instant{}));
  expect_won(store_->commit({.claims = {{.key = code_}}}));
}

TEST_P(StoreContract, what_expired_is_removed_and_what_did_not_stays) {
  put(record(code_, std::nullopt, kSoon - std::chrono::milliseconds{1}));
  put(record(refresh_, std::nullopt, kSoon));
  expect_won(store_->commit({.revoke = {FamilyId("old")}, .remember_revoked_until = kSoon - std::chrono::hours{1}}));
  expect_won(store_->commit({.revoke = {family_}, .remember_revoked_until = kSoon}));
  EXPECT_EQ(store_->remove_expired(kSoon, 100).value(), 2U);
  EXPECT_FALSE(exists(code_));
  EXPECT_TRUE(exists(refresh_));
  EXPECT_FALSE(is_revoked(FamilyId("old")));
  EXPECT_TRUE(is_revoked(family_));
  EXPECT_EQ(store_->remove_expired(kSoon, 100).value(), 0U);
  put(record(code_));  // its key is free again
}

TEST_P(StoreContract, removal_comes_in_batches_of_at_most_the_limit) {
  Commit commit{.remember_revoked_until = kSoon};
  for (int i = 0; i < 6; ++i) commit.records.push_back(record(key(RecordKind::interaction, {i}), std::nullopt, kSoon));
  for (int i = 0; i < 3; ++i) commit.revoke.emplace_back("family-" + std::to_string(i));
  expect_won(store_->commit(commit));
  EXPECT_EQ(store_->remove_expired(kLater, 4).value(), 4U);
  EXPECT_EQ(store_->remove_expired(kLater, 4).value(), 4U);
  EXPECT_EQ(store_->remove_expired(kLater, 4).value(), 1U);
  EXPECT_EQ(store_->remove_expired(kLater, 0).value(), 0U);
}

TEST_P(StoreContract, of_eight_threads_after_one_claim_exactly_one_wins) {
  constexpr int kThreads = 8;
  for (int round = 0; round < GetParam().race_rounds; ++round) {
    const RaceResult race = race_for_claim(*store_, round, kThreads);
    ASSERT_EQ(race.errors, 0U) << "round " << round;
    ASSERT_EQ(race.winners, 1U) << "round " << round;
    ASSERT_EQ(count_successors(*store_, round, kThreads), 1U) << "round " << round;
  }
}

TEST_P(StoreContract, commits_that_arrive_together_win_or_lose_alone) {
  constexpr int kThreads = 8;
  constexpr int kEach = 20;
  const RecordKey taken = key(RecordKind::interaction, {5});
  put(record(taken));
  std::vector<int> wrong(kThreads, 0);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          Commit commit{.records = {record(key(RecordKind::interaction, {6, thread, i}))}};
          const bool doomed = (thread + i) % 3 == 0;
          if (doomed) commit.records.push_back(record(taken));
          const auto outcome = store_->commit(commit);
          if (!outcome || outcome->has_value() == doomed) ++wrong[static_cast<std::size_t>(thread)];
        }
      });
  }
  for (int thread = 0; thread < kThreads; ++thread) {
    EXPECT_EQ(wrong[static_cast<std::size_t>(thread)], 0);
    for (int i = 0; i < kEach; ++i)
      EXPECT_EQ(exists(key(RecordKind::interaction, {6, thread, i})), (thread + i) % 3 != 0);
  }
}

// A rotation that runs beside a revocation must not leave a live successor behind.
TEST_P(StoreContract, RFC7009_2_1_no_successor_survives_a_revocation_beside_it) {
  for (int round = 0; round < GetParam().race_rounds / 4; ++round) {
    const FamilyId family("race-" + std::to_string(round));
    const RecordKey leaf = key(RecordKind::refresh_token, {10, round});
    const RecordKey next = key(RecordKind::refresh_token, {11, round});
    put(record(leaf, family));
    std::barrier start(2);
    {
      const std::jthread revoker([&] {
        start.arrive_and_wait();
        expect_won(store_->commit({.revoke = {family}, .remember_revoked_until = kLater}));
      });
      start.arrive_and_wait();
      ASSERT_TRUE(store_->commit({.claims = {{.key = leaf}}, .records = {record(next, family)}}).has_value());
    }
    const auto after = store_->commit({.claims = {{.key = next}}});
    ASSERT_TRUE(after.has_value());
    ASSERT_FALSE(after->has_value()) << "round " << round;
  }
}

}  // namespace attesto::contract
