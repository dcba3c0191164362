#include "support/faulty_store.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace attesto::test {
namespace {

struct Order {
  bool operator()(const RecordKey& left, const RecordKey& right) const {
    return left.kind != right.kind ? left.kind < right.kind : left.hash < right.hash;
  }
};
using Records = std::map<RecordKey, StoredRecord, Order>;
using Revocations = std::map<FamilyId, Instant>;

/// Long enough for another thread to come in between, also on one core.
void let_others_in() { std::this_thread::sleep_for(std::chrono::microseconds{20}); }

class FaultyStore final : public Store {
 public:
  explicit FaultyStore(Fault fault) : fault_(fault) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(named(key));
    if (found == records_.end()) return std::nullopt;
    StoredRecord record = found->second;
    const auto wall_clock = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (has(Fault::hides_what_a_clock_says_is_expired) && record.expires_at < wall_clock) return std::nullopt;
    record.family_revoked = is_dead(record);
    return record;
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    const std::lock_guard lock(mutex_);
    return has(Fault::revokes_what_it_does_not_know) || revoked_.contains(family);
  }

  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    if (has(Fault::checks_first_and_writes_later) || has(Fault::marks_revoked_records_one_by_one))
      return check_then_write(commit);
    std::unique_lock lock(mutex_);
    Outcome outcome = apply(commit);
    if (!has(Fault::gives_the_answer_of_another_thread)) return outcome;
    last_ = outcome;
    lock.unlock();
    let_others_in();
    lock.lock();
    return last_;
  }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    if (has(Fault::ignores_the_limit) || (has(Fault::takes_no_limit_for_all) && limit == 0)) limit = 1'000'000;
    std::unique_lock lock(mutex_);
    const auto expired = [&](Instant at) { return has(Fault::removes_what_expires_now) ? at <= now : at < now; };
    std::vector<RecordKey> doomed;
    for (const auto& [key, record] : records_)
      if (doomed.size() < limit && expired(record.expires_at)) doomed.push_back(key);
    if (has(Fault::counts_what_another_sweeper_removed)) {
      lock.unlock();
      let_others_in();
      lock.lock();
    }
    for (const RecordKey& key : doomed) records_.erase(key);
    Removed removed{.records = doomed.size(), .revocations = 0};
    for (auto at = revoked_.begin(); at != revoked_.end() && removed.total() < limit;) {
      if (!expired(at->second)) {
        ++at;
        continue;
      }
      at = revoked_.erase(at);
      ++removed.revocations;
    }
    return removed;
  }

 private:
  struct Loss {
    LossReason reason;
    std::optional<FamilyId> revoke{};
  };

  [[nodiscard]] bool has(Fault fault) const { return fault_ == fault; }
  [[nodiscard]] RecordKey named(RecordKey key) const {
    if (has(Fault::ignores_the_kind)) key.kind = RecordKind::interaction;
    return key;
  }

  [[nodiscard]] bool is_dead(const StoredRecord& record) const {
    if (has(Fault::marks_revoked_records_one_by_one)) return record.family_revoked;
    return record.family && revoked_.contains(*record.family);
  }

  std::expected<Outcome, StoreError> check_then_write(const Commit& commit) {
    {
      const std::lock_guard lock(mutex_);
      const auto [records, revoked] = std::pair(records_, revoked_);
      const Outcome outcome = apply(commit);
      if (!outcome) return outcome;
      records_ = records;
      revoked_ = revoked;
    }
    let_others_in();
    const std::lock_guard lock(mutex_);
    write(commit);
    return Outcome(Won{});
  }

  Outcome apply(const Commit& commit) {
    if (has(Fault::refuses_empty_commits) && commit.claims.empty() && commit.records.empty() && commit.revoke.empty())
      return std::unexpected(Lost{LossReason::absent});
    const auto [records, revoked] = std::pair(records_, revoked_);
    if (has(Fault::revokes_before_it_inserts)) revoke_all(commit);
    const auto loss = try_everything(commit);
    if (!loss) {
      revoke_all(commit);
      return Won{};
    }
    if (!has(Fault::writes_while_it_checks)) {
      records_ = records;
      revoked_ = revoked;
    }
    if (loss->revoke) revoke(*loss->revoke, commit.remember_revoked_until);
    return std::unexpected(Lost{loss->reason});
  }

  std::optional<Loss> try_everything(const Commit& commit) {
    std::optional<Loss> loss;
    if (has(Fault::inserts_before_it_claims)) loss = insert_all(commit);
    for (const Claim& one : commit.claims)
      if (!loss) loss = claim(one, commit);
    if (!loss && !has(Fault::inserts_before_it_claims)) loss = insert_all(commit);
    return loss;
  }

  std::optional<Loss> claim(const Claim& claim, const Commit& commit) {
    const auto found = records_.find(named(claim.key));
    if (found == records_.end())
      return has(Fault::claims_what_is_absent) ? std::nullopt : std::optional(Loss{LossReason::absent});
    StoredRecord& record = found->second;
    const bool revoked = is_dead(record);
    if (has(Fault::tells_revoked_before_consumed) && revoked) return Loss{LossReason::revoked};
    const auto times = std::ranges::count_if(commit.claims, [&](const Claim& other) { return other.key == claim.key; });
    if (record.consumed && !(has(Fault::claims_twice_in_one_commit) && times > 1))
      return Loss{LossReason::consumed, family_to_revoke(claim, record)};
    if (revoked) return Loss{LossReason::revoked};
    record.consumed = true;
    if (has(Fault::frees_what_was_consumed)) records_.erase(found);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<FamilyId> family_to_revoke(const Claim& claim, const StoredRecord& record) const {
    if (has(Fault::ignores_revoke_on_loss)) return std::nullopt;
    return claim.revoke_on_loss || has(Fault::revokes_whenever_a_claim_is_lost) ? record.family : std::nullopt;
  }

  std::optional<Loss> insert_all(const Commit& commit) {
    for (const Record& record : commit.records) {
      const bool revoked = record.family && revoked_.contains(*record.family);
      if (revoked && !has(Fault::inserts_into_revoked_families)) return Loss{LossReason::revoked};
      if (records_.contains(named(record.key)) && !has(Fault::overwrites_records)) return Loss{LossReason::exists};
      insert(record);
    }
    return std::nullopt;
  }

  void insert(const Record& record) {
    StoredRecord stored{record.family, record.expires_at, record.body};
    if (has(Fault::cuts_milliseconds)) stored.expires_at = std::chrono::floor<std::chrono::seconds>(record.expires_at);
    if (has(Fault::gives_everything_a_family) && !stored.family) stored.family = FamilyId("");
    records_.insert_or_assign(named(record.key), std::move(stored));
  }

  void write(const Commit& commit) {
    for (const Claim& claim : commit.claims) records_.at(claim.key).consumed = true;
    for (const Record& record : commit.records) insert(record);
    revoke_all(commit);
  }

  void revoke_all(const Commit& commit) {
    if (has(Fault::forgets_to_revoke)) return;
    for (const FamilyId& family : commit.revoke) revoke(family, commit.remember_revoked_until);
  }

  void revoke(const FamilyId& family, Instant until) {
    const auto [entry, fresh] = revoked_.try_emplace(family, until);
    for (auto& [key, record] : records_) record.family_revoked |= record.family == family;
    if (!fresh) entry->second = has(Fault::shortens_revocations) ? until : std::max(entry->second, until);
  }

  const Fault fault_;
  mutable std::mutex mutex_;
  Records records_;
  Revocations revoked_;
  Outcome last_ = Won{};
};

}  // namespace

std::unique_ptr<Store> make_faulty_store(Fault fault) { return std::make_unique<FaultyStore>(fault); }

}  // namespace attesto::test
