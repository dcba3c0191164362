// What revocation is: sticky, of a whole family, and part of losing when that is asked for.
#include <array>

#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

void losing_to_another_claim_revokes_the_family_if_asked(Trial& trial) {
  const RecordKey used = trial.key(RecordKind::refresh_token, {1});
  const RecordKey next = trial.key(RecordKind::refresh_token, {2});
  const FamilyId family = trial.family("family");
  const Claim claim{.key = used, .revoke_on_loss = true};
  trial.put(Trial::record(used, family));
  trial.won(trial.store().commit({.claims = {claim}, .records = {Trial::record(next, family)}}));
  trial.revoked(family, false);
  trial.lost(trial.store().commit({.claims = {claim}, .remember_revoked_until = Trial::kLater}), LossReason::consumed);
  trial.revoked(family);
  const auto found = trial.find(next);
  trial.expect(found && found->family_revoked, "a record of the family does not say that it is revoked");
  trial.lost(trial.store().commit({.claims = {{.key = next}}}), LossReason::revoked);
}

void losing_without_being_asked_revokes_nothing(Trial& trial) {
  const RecordKey used = trial.key(RecordKind::refresh_token, {1});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(used, family));
  trial.won(trial.store().commit({.claims = {{.key = used}}}));
  trial.lost(trial.store().commit({.claims = {{.key = used}}, .remember_revoked_until = Trial::kLater}),
             LossReason::consumed);
  trial.revoked(family, false);
}

void losing_for_another_reason_revokes_nothing(Trial& trial) {
  const RecordKey good = trial.key(RecordKind::refresh_token, {1});
  const RecordKey absent = trial.key(RecordKind::refresh_token, {2});
  const FamilyId family = trial.family("family");
  const Claim wanted{.key = good, .revoke_on_loss = true};
  const Claim missing{.key = absent, .revoke_on_loss = true};
  trial.put(Trial::record(good, family));
  trial.lost(trial.store().commit({.claims = {wanted, missing}, .remember_revoked_until = Trial::kLater}),
             LossReason::absent);
  trial.lost(trial.store().commit(
                 {.claims = {wanted}, .records = {Trial::record(good)}, .remember_revoked_until = Trial::kLater}),
             LossReason::exists);
  trial.revoked(family, false);
}

void revocation_covers_what_the_family_has_and_what_comes_later(Trial& trial) {
  const RecordKey old = trial.key(RecordKind::refresh_token, {1});
  const RecordKey fresh = trial.key(RecordKind::refresh_token, {2});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(old, family));
  trial.won(trial.store().commit({.revoke = {family}, .remember_revoked_until = Trial::kLater}));
  const auto found = trial.find(old);
  trial.expect(found && found->family_revoked, "a record of the family does not say that it is revoked");
  trial.lost(trial.store().commit({.claims = {{.key = old}}}), LossReason::revoked);
  trial.lost(trial.store().commit({.records = {Trial::record(fresh, family)}}), LossReason::revoked);
  trial.consumed(old, false);
  trial.exists(fresh, false);
  trial.put(Trial::record(fresh, trial.family("other")));
  const auto other = trial.find(fresh);
  trial.expect(other && !other->family_revoked, "a record of another family is revoked");
}

// Reuse is told even after its family was revoked: it is what an operator wants to hear of.
void consumed_is_told_before_revoked(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(code, family));
  trial.won(trial.store().commit({.claims = {{.key = code}}}));
  trial.won(trial.store().commit({.revoke = {family}, .remember_revoked_until = Trial::kLater}));
  trial.lost(trial.store().commit({.claims = {{.key = code}}}), LossReason::consumed);
}

void a_commit_may_revoke_the_family_it_inserts_into(Trial& trial) {
  const RecordKey fresh = trial.key(RecordKind::refresh_token, {1});
  const FamilyId family = trial.family("family");
  trial.won(trial.store().commit(
      {.records = {Trial::record(fresh, family)}, .revoke = {family}, .remember_revoked_until = Trial::kLater}));
  const auto found = trial.find(fresh);
  trial.expect(found && found->family_revoked, "the record of the revoked family is alive");
}

void a_revocation_is_never_shortened(Trial& trial) {
  const FamilyId family = trial.family("family");
  const auto revoke_until = [&](Instant until) {
    trial.won(trial.store().commit({.revoke = {family}, .remember_revoked_until = until}));
  };
  revoke_until(Trial::kLater);
  revoke_until(Trial::kSoon);
  static_cast<void>(trial.remove(Trial::kLater, 100));
  trial.revoked(family);
  revoke_until(Trial::kLater + std::chrono::hours{1});
  static_cast<void>(trial.remove(Trial::kLater + std::chrono::minutes{1}, 100));
  trial.revoked(family);
}

constexpr std::array kRules = {
    StoreProperty{"losing_to_another_claim_revokes_the_family_if_asked",
                  losing_to_another_claim_revokes_the_family_if_asked},
    StoreProperty{"losing_without_being_asked_revokes_nothing", losing_without_being_asked_revokes_nothing},
    StoreProperty{"losing_for_another_reason_revokes_nothing", losing_for_another_reason_revokes_nothing},
    StoreProperty{"revocation_covers_what_the_family_has_and_what_comes_later",
                  revocation_covers_what_the_family_has_and_what_comes_later},
    StoreProperty{"consumed_is_told_before_revoked", consumed_is_told_before_revoked},
    StoreProperty{"a_commit_may_revoke_the_family_it_inserts_into", a_commit_may_revoke_the_family_it_inserts_into},
    StoreProperty{"a_revocation_is_never_shortened", a_revocation_is_never_shortened},
};

}  // namespace

std::span<const StoreProperty> revocation_rules() { return kRules; }

}  // namespace attesto::inline v0
