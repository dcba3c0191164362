// What may be forgotten: what expired, in batches, and nothing else.
#include <array>

#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

void what_expired_is_removed_and_what_did_not_stays(Trial& trial) {
  const RecordKey expired = trial.key(RecordKind::authorization_code, {1});
  const RecordKey alive = trial.key(RecordKind::refresh_token, {2});
  const FamilyId old = trial.family("old");
  const FamilyId recent = trial.family("recent");
  trial.put(Trial::record(expired, std::nullopt, Trial::kSoon - std::chrono::milliseconds{1}));
  trial.put(Trial::record(alive, std::nullopt, Trial::kSoon));
  trial.won(
      trial.store().commit({.revoke = {old}, .remember_revoked_until = Trial::kSoon - std::chrono::milliseconds{1}}));
  trial.won(trial.store().commit({.revoke = {recent}, .remember_revoked_until = Trial::kSoon}));
  trial.expect(trial.remove(Trial::kSoon, 100) == 2, "not exactly the expired ones were removed");
  trial.exists(expired, false);
  trial.exists(alive);
  trial.revoked(old, false);
  trial.revoked(recent);
  trial.expect(trial.remove(Trial::kSoon, 100) == 0, "something was removed twice");
  trial.put(Trial::record(expired));  // its key is free again
}

void removal_comes_in_batches_of_at_most_the_limit(Trial& trial) {
  Commit commit{.remember_revoked_until = Trial::kSoon};
  for (int i = 0; i < 6; ++i)
    commit.records.push_back(Trial::record(trial.key(RecordKind::interaction, {i}), std::nullopt, Trial::kSoon));
  for (int i = 0; i < 3; ++i) commit.revoke.push_back(trial.family(std::to_string(i)));
  trial.won(trial.store().commit(commit));
  for (const std::size_t wanted : {4U, 4U, 1U, 0U})
    trial.expect(trial.remove(Trial::kLater, 4) == wanted, "a batch of the wrong size was removed");
}

void removing_at_most_nothing_removes_nothing(Trial& trial) {
  const RecordKey expired = trial.key(RecordKind::interaction, {1});
  trial.put(Trial::record(expired, std::nullopt, Trial::kSoon));
  trial.expect(trial.remove(Trial::kLater, 0) == 0, "something was removed");
  trial.exists(expired);
}

constexpr std::array kRules = {
    StoreProperty{"what_expired_is_removed_and_what_did_not_stays", what_expired_is_removed_and_what_did_not_stays},
    StoreProperty{"removal_comes_in_batches_of_at_most_the_limit", removal_comes_in_batches_of_at_most_the_limit},
    StoreProperty{"removing_at_most_nothing_removes_nothing", removing_at_most_nothing_removes_nothing},
};

}  // namespace

std::span<const StoreProperty> removal_rules() { return kRules; }

}  // namespace attesto::inline v0
