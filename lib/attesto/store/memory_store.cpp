#include "attesto/store/memory_store.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace attesto::inline v0 {
namespace {

struct KeyHash {
  std::size_t operator()(const RecordKey& key) const noexcept {
    std::size_t hash = 0;  // SHA-256 is uniform already
    std::memcpy(&hash, key.hash.data(), sizeof hash);
    return hash ^ static_cast<std::size_t>(key.kind);
  }
};

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::size_t capacity) : capacity_(capacity) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(key);
    if (found == records_.end()) return std::nullopt;
    StoredRecord record = found->second;
    record.family_revoked = record.family && is_revoked_locked(*record.family);
    return record;
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    const std::lock_guard lock(mutex_);
    return is_revoked_locked(family);
  }

  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    const std::lock_guard lock(mutex_);
    if (records_.size() + commit.records.size() > capacity_) return std::unexpected(StoreError::unavailable);
    if (const auto loss = first_loss(commit)) {
      if (loss->revoke) revoke(*loss->revoke, commit.remember_revoked_until);
      return Outcome(std::unexpected(Lost{loss->reason}));
    }
    for (const Claim& claim : commit.claims) records_.at(claim.key).consumed = true;
    for (const Record& record : commit.records) insert(record);
    for (const FamilyId& family : commit.revoke) revoke(family, commit.remember_revoked_until);
    return Outcome(Won{});
  }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    Removed removed;
    while (removed.total() < limit && !expiries_.empty() && expiries_.begin()->first < now) {
      records_.erase(expiries_.begin()->second);
      expiries_.erase(expiries_.begin());
      ++removed.records;
    }
    while (removed.total() < limit && !revocation_ends_.empty() && revocation_ends_.begin()->first < now) {
      revoked_.erase(revocation_ends_.begin()->second);
      revocation_ends_.erase(revocation_ends_.begin());
      ++removed.revocations;
    }
    return removed;
  }

 private:
  struct Loss {
    LossReason reason;
    std::optional<FamilyId> revoke{};
  };

  [[nodiscard]] bool is_revoked_locked(const FamilyId& family) const { return revoked_.contains(family); }

  [[nodiscard]] std::optional<Loss> first_loss(const Commit& commit) const {
    for (std::size_t i = 0; i < commit.claims.size(); ++i) {
      const Claim& claim = commit.claims[i];
      const auto found = records_.find(claim.key);
      if (found == records_.end()) return Loss{LossReason::absent};
      const StoredRecord& record = found->second;
      const bool claimed_above = std::ranges::any_of(std::span(commit.claims).first(i),
                                                     [&](const Claim& other) { return other.key == claim.key; });
      if (record.consumed || claimed_above)
        return Loss{LossReason::consumed, claim.revoke_on_loss ? record.family : std::nullopt};
      if (record.family && is_revoked_locked(*record.family)) return Loss{LossReason::revoked};
    }
    for (std::size_t i = 0; i < commit.records.size(); ++i) {
      const Record& record = commit.records[i];
      if (record.family && is_revoked_locked(*record.family)) return Loss{LossReason::revoked};
      const bool inserted_above = std::ranges::any_of(std::span(commit.records).first(i),
                                                      [&](const Record& other) { return other.key == record.key; });
      if (inserted_above || records_.contains(record.key)) return Loss{LossReason::exists};
    }
    return std::nullopt;
  }

  void insert(const Record& record) {
    records_.emplace(record.key,
                     StoredRecord{.family = record.family, .expires_at = record.expires_at, .body = record.body});
    expiries_.emplace(record.expires_at, record.key);
  }

  void revoke(const FamilyId& family, Instant until) {
    const auto [entry, fresh] = revoked_.try_emplace(family, until);
    if (!fresh) {
      if (entry->second >= until) return;  // never shortened
      revocation_ends_.erase({entry->second, family});
      entry->second = until;
    }
    revocation_ends_.emplace(until, family);
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<RecordKey, StoredRecord, KeyHash> records_;
  std::multimap<Instant, RecordKey> expiries_;
  std::map<FamilyId, Instant> revoked_;
  std::set<std::pair<Instant, FamilyId>> revocation_ends_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store(std::size_t capacity) { return std::make_unique<MemoryStore>(capacity); }

}  // namespace attesto::inline v0
