// The negative control of the race test: a store that looks first and writes later must be caught.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "attesto/store/memory_store.hpp"
#include "contract/claim_race.hpp"

namespace attesto {
namespace {

/// Right in every single-threaded test: the claim is checked with one call and taken with another.
class CheckThenWriteStore final : public Store {
 public:
  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    return inner_->find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return inner_->is_revoked(family);
  }
  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    for (const Claim& claim : commit.claims) {
      const auto found = inner_->find(claim.key);
      if (!found || !*found) return Outcome(std::unexpected(Lost{LossReason::absent}));
      if ((*found)->consumed) return Outcome(std::unexpected(Lost{LossReason::consumed}));
    }
    std::this_thread::yield();
    for (const Claim& claim : commit.claims) static_cast<void>(inner_->commit({.claims = {claim}}));
    return inner_->commit({.records = commit.records});
  }
  std::expected<std::size_t, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return inner_->remove_expired(now, limit);
  }

 private:
  std::unique_ptr<Store> inner_ = make_memory_store();
};

TEST(ClaimRace, catches_a_store_that_checks_first_and_writes_later) {
  constexpr int kRounds = 400;
  constexpr int kThreads = 8;
  CheckThenWriteStore store;
  int caught = 0;
  for (int round = 0; round < kRounds; ++round)
    if (contract::race_for_claim(store, round, kThreads).winners > 1) ++caught;
  // The contract's own race runs at least 40 rounds; it must have a fair chance in each of them.
  EXPECT_GE(caught, kRounds / 40) << "the race is too tame to prove anything";
}

TEST(ClaimRace, finds_nothing_wrong_with_a_store_that_locks) {
  const auto store = make_memory_store();
  for (int round = 0; round < 100; ++round) {
    const auto race = contract::race_for_claim(*store, round, 8);
    ASSERT_EQ(race.winners, 1U);
    ASSERT_EQ(race.losers, 7U);
  }
}

}  // namespace
}  // namespace attesto
