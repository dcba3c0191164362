// What a claim is: won once, in the same step as what was won.
#include <array>

#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

void a_won_commit_does_everything(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const RecordKey refresh = trial.key(RecordKind::refresh_token, {2});
  const RecordKey proof = trial.key(RecordKind::dpop_proof, {3});
  trial.put(Trial::record(code, trial.family("kept")));
  trial.won(trial.store().commit({.claims = {{.key = code}},
                                  .records = {Trial::record(refresh, trial.family("kept")), Trial::record(proof)},
                                  .revoke = {trial.family("doomed")},
                                  .remember_revoked_until = Trial::kLater}));
  trial.consumed(code);
  trial.exists(refresh);
  trial.exists(proof);
  trial.revoked(trial.family("doomed"));
  trial.revoked(trial.family("kept"), false);
}

void a_claim_that_is_lost_changes_nothing(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const RecordKey absent = trial.key(RecordKind::refresh_token, {2});
  const RecordKey fresh = trial.key(RecordKind::refresh_token, {3});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(code, family));
  trial.lost(trial.store().commit({.claims = {{.key = code}, {.key = absent}},
                                   .records = {Trial::record(fresh)},
                                   .revoke = {family},
                                   .remember_revoked_until = Trial::kLater}),
             LossReason::absent);
  trial.consumed(code, false);
  trial.exists(fresh, false);
  trial.revoked(family, false);
}

void an_absent_record_can_not_be_claimed(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.lost(trial.store().commit({.claims = {{.key = code}}}), LossReason::absent);
}

void a_record_of_the_same_commit_can_not_be_claimed(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.lost(trial.store().commit({.claims = {{.key = code}}, .records = {Trial::record(code)}}), LossReason::absent);
  trial.exists(code, false);
}

void a_claim_is_won_once(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.put(Trial::record(code));
  trial.won(trial.store().commit({.claims = {{.key = code}}}));
  trial.lost(trial.store().commit({.claims = {{.key = code}}}), LossReason::consumed);
  trial.exists(code);  // a consumed record stays, so that reuse is recognised
}

void one_commit_can_not_claim_a_key_twice(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.put(Trial::record(code));
  trial.lost(trial.store().commit({.claims = {{.key = code}, {.key = code}}}), LossReason::consumed);
  trial.consumed(code, false);
}

void claims_are_checked_before_records_and_in_their_order(Trial& trial) {
  const RecordKey consumed = trial.key(RecordKind::authorization_code, {1});
  const RecordKey taken = trial.key(RecordKind::refresh_token, {2});
  const RecordKey absent = trial.key(RecordKind::refresh_token, {3});
  trial.put(Trial::record(consumed));
  trial.put(Trial::record(taken));
  trial.won(trial.store().commit({.claims = {{.key = consumed}}}));
  trial.lost(trial.store().commit({.claims = {{.key = consumed}, {.key = absent}}, .records = {Trial::record(taken)}}),
             LossReason::consumed);
  trial.lost(trial.store().commit({.claims = {{.key = absent}, {.key = consumed}}, .records = {Trial::record(taken)}}),
             LossReason::absent);
}

constexpr std::array kRules = {
    StoreProperty{"a_won_commit_does_everything", a_won_commit_does_everything},
    StoreProperty{"a_claim_that_is_lost_changes_nothing", a_claim_that_is_lost_changes_nothing},
    StoreProperty{"an_absent_record_can_not_be_claimed", an_absent_record_can_not_be_claimed},
    StoreProperty{"a_record_of_the_same_commit_can_not_be_claimed", a_record_of_the_same_commit_can_not_be_claimed},
    StoreProperty{"a_claim_is_won_once", a_claim_is_won_once},
    StoreProperty{"one_commit_can_not_claim_a_key_twice", one_commit_can_not_claim_a_key_twice},
    StoreProperty{"claims_are_checked_before_records_and_in_their_order",
                  claims_are_checked_before_records_and_in_their_order},
};

}  // namespace

std::span<const StoreProperty> claim_rules() { return kRules; }

}  // namespace attesto::inline v0
