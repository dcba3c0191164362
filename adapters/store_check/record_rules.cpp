// What a record is: itself, once, and nothing by halves.
#include <array>

#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

void a_record_comes_back_as_it_was_inserted(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const Instant expires_at = Trial::kSoon + std::chrono::milliseconds{7};
  const std::string body = "{\"text\":\"\xC3\xA9 \\\" ' ;--\"}";
  trial.put({.key = code, .family = trial.family("family"), .expires_at = expires_at, .body = body});
  const auto found = trial.find(code);
  if (!trial.expect(found.has_value(), "the record is missing")) return;
  trial.expect(found->family == trial.family("family"), "the family has changed");
  trial.expect(found->expires_at == expires_at, "the expiry has changed: it has milliseconds");
  trial.expect(found->body == body, "the body has changed");
  trial.expect(!found->consumed, "it is consumed");
  trial.expect(!found->family_revoked, "its family is revoked");
}

void a_record_without_a_family_has_none(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.put(Trial::record(code));
  const auto found = trial.find(code);
  trial.expect(found && !found->family, "it has a family");
}

void an_unknown_key_is_not_found(Trial& trial) {
  trial.exists(trial.key(RecordKind::authorization_code, {1}), false);
  trial.revoked(trial.family("family"), false);
}

void kinds_never_mix(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.put(Trial::record(code));
  for (const RecordKind kind : {RecordKind::interaction, RecordKind::refresh_token, RecordKind::revoked_token}) {
    const RecordKey other = trial.key(kind, {1});
    trial.exists(other, false);
    trial.lost(trial.store().commit({.claims = {{.key = other}}}), LossReason::absent);
  }
  trial.consumed(code, false);
  trial.put(Trial::record(trial.key(RecordKind::refresh_token, {1})));  // the digest is free under another kind
}

void one_commit_can_not_insert_a_key_twice(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.lost(trial.store().commit({.records = {Trial::record(code), Trial::record(code)}}), LossReason::exists);
  trial.exists(code, false);
}

void a_consumed_record_keeps_its_key(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  trial.put(Trial::record(code));
  trial.won(trial.store().commit({.claims = {{.key = code}}}));
  trial.lost(trial.store().commit({.records = {Trial::record(code)}}), LossReason::exists);
  trial.consumed(code);
}

void a_record_that_is_refused_changes_nothing(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const RecordKey taken = trial.key(RecordKind::refresh_token, {2});
  const RecordKey fresh = trial.key(RecordKind::refresh_token, {3});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(code));
  trial.put(Trial::record(taken));
  trial.lost(trial.store().commit({.claims = {{.key = code}},
                                   .records = {Trial::record(fresh), Trial::record(taken)},
                                   .revoke = {family},
                                   .remember_revoked_until = Trial::kLater}),
             LossReason::exists);
  trial.consumed(code, false);
  trial.exists(fresh, false);
  trial.revoked(family, false);
}

void an_empty_commit_wins(Trial& trial) { trial.won(trial.store().commit({})); }

// Expiry is the caller's check: a store with a clock of its own would refuse what is long gone.
void it_never_looks_at_a_clock(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(code, std::nullopt, Instant{}));
  trial.exists(code);
  trial.won(trial.store().commit({.claims = {{.key = code}}}));
  trial.won(trial.store().commit({.revoke = {family}, .remember_revoked_until = Instant{}}));
  trial.revoked(family);
}

// A clock that jumps ahead and back must not free a key that was not swept meanwhile.
void a_clock_that_jumps_back_revives_nothing(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const RecordKey proof = trial.key(RecordKind::dpop_proof, {2});
  trial.put(Trial::record(code));
  trial.won(trial.store().commit({.claims = {{.key = code}}, .records = {Trial::record(proof)}}));
  for (const Instant now : {Trial::kSoon, Instant{}, Trial::kLater - std::chrono::milliseconds{1}, Trial::kLater}) {
    static_cast<void>(trial.remove(now, 100));
    trial.lost(trial.store().commit({.claims = {{.key = code}}}), LossReason::consumed);
    trial.lost(trial.store().commit({.records = {Trial::record(proof)}}), LossReason::exists);
  }
}

constexpr std::array kRules = {
    StoreProperty{"a_record_comes_back_as_it_was_inserted", a_record_comes_back_as_it_was_inserted},
    StoreProperty{"a_record_without_a_family_has_none", a_record_without_a_family_has_none},
    StoreProperty{"an_unknown_key_is_not_found", an_unknown_key_is_not_found},
    StoreProperty{"kinds_never_mix", kinds_never_mix},
    StoreProperty{"one_commit_can_not_insert_a_key_twice", one_commit_can_not_insert_a_key_twice},
    StoreProperty{"a_consumed_record_keeps_its_key", a_consumed_record_keeps_its_key},
    StoreProperty{"a_record_that_is_refused_changes_nothing", a_record_that_is_refused_changes_nothing},
    StoreProperty{"an_empty_commit_wins", an_empty_commit_wins},
    StoreProperty{"it_never_looks_at_a_clock", it_never_looks_at_a_clock},
    StoreProperty{"a_clock_that_jumps_back_revives_nothing", a_clock_that_jumps_back_revives_nothing},
};

}  // namespace

std::span<const StoreProperty> record_rules() { return kRules; }

}  // namespace attesto::inline v0
