#include "attesto/store/memory_store.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bitset>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kShards = 32;

struct KeyHash {
  std::size_t operator()(const RecordKey& key) const noexcept {
    std::size_t hash = 0;  // the digest's end is uniform already; in front may be a time
    std::memcpy(&hash, key.hash.data() + key.hash.size() - sizeof hash, sizeof hash);
    return hash ^ static_cast<std::size_t>(key.kind);
  }
};

/// By another byte than KeyHash takes, or each shard would fill only some buckets of its table.
std::size_t shard_of(const RecordKey& key) noexcept { return key.hash.back() % kShards; }

/// A part of the records, with a lock of its own.
struct Shard {
  mutable std::mutex mutex;
  std::unordered_map<RecordKey, StoredRecord, KeyHash> records;
  std::multimap<Instant, RecordKey> expiries;

  void insert(const Record& record) {
    records.emplace(record.key,
                    StoredRecord{.family = record.family, .expires_at = record.expires_at, .body = record.body});
    expiries.emplace(record.expires_at, record.key);
  }

  std::size_t remove_expired(Instant now, std::size_t limit) {
    std::size_t removed = 0;
    for (; removed < limit && !expiries.empty() && expiries.begin()->first < now; ++removed) {
      records.erase(expiries.begin()->second);
      expiries.erase(expiries.begin());
    }
    return removed;
  }
};

/// Families that are revoked, and until when that is remembered.
class Revocations {
 public:
  [[nodiscard]] bool contains(const FamilyId& family) const { return ends_.contains(family); }

  void add(const FamilyId& family, Instant until) {
    const auto [entry, fresh] = ends_.try_emplace(family, until);
    if (!fresh) {
      if (entry->second >= until) return;  // never shortened
      by_end_.erase({entry->second, family});
      entry->second = until;
    }
    by_end_.emplace(until, family);
  }

  std::size_t remove_expired(Instant now, std::size_t limit) {
    std::size_t removed = 0;
    for (; removed < limit && !by_end_.empty() && by_end_.begin()->first < now; ++removed) {
      ends_.erase(by_end_.begin()->second);
      by_end_.erase(by_end_.begin());
    }
    return removed;
  }

 private:
  std::map<FamilyId, Instant> ends_;
  std::set<std::pair<Instant, FamilyId>> by_end_;
};

/// The shards that a commit touches, locked in their order, so that no two commits wait for each other.
class ShardLocks {
 public:
  ShardLocks(std::array<Shard, kShards>& shards, const Commit& commit) : shards_(shards) {
    for (const Claim& claim : commit.claims) touched_.set(shard_of(claim.key));
    for (const Record& record : commit.records) touched_.set(shard_of(record.key));
    for (std::size_t i = 0; i < kShards; ++i)
      if (touched_.test(i)) shards_[i].mutex.lock();
  }
  ShardLocks(const ShardLocks&) = delete;
  ShardLocks& operator=(const ShardLocks&) = delete;
  ShardLocks(ShardLocks&&) = delete;
  ShardLocks& operator=(ShardLocks&&) = delete;
  ~ShardLocks() {
    for (std::size_t i = 0; i < kShards; ++i)
      if (touched_.test(i)) shards_[i].mutex.unlock();
  }

 private:
  std::array<Shard, kShards>& shards_;
  std::bitset<kShards> touched_;
};

/// Locks are taken in one order: shards by number, then the revocations.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::size_t capacity) : capacity_(capacity) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    const Shard& shard = shards_[shard_of(key)];
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.records.find(key);
    if (found == shard.records.end()) return std::nullopt;
    StoredRecord record = found->second;
    const std::shared_lock revocations_lock(revocations_mutex_);
    record.family_revoked = record.family && revocations_.contains(*record.family);
    return record;
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    const std::shared_lock lock(revocations_mutex_);
    return revocations_.contains(family);
  }

  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    const ShardLocks locks(shards_, commit);
    if (!reserve(commit.records.size())) return std::unexpected(StoreError::unavailable);
    const auto loss = write_unless_lost(commit);
    if (loss) {
      size_ -= commit.records.size();
      if (loss->revoke) revoke(std::span(&*loss->revoke, 1), commit.remember_revoked_until);
      return Outcome(std::unexpected(Lost{loss->reason}));
    }
    revoke(commit.revoke, commit.remember_revoked_until);
    return Outcome(Won{});
  }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    Removed removed;
    for (Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      removed.records += shard.remove_expired(now, limit - removed.records);
    }
    size_ -= removed.records;
    const std::lock_guard lock(revocations_mutex_);
    removed.revocations = revocations_.remove_expired(now, limit - removed.records);
    return removed;
  }

 private:
  struct Loss {
    LossReason reason;
    std::optional<FamilyId> revoke{};
  };

  [[nodiscard]] bool reserve(std::size_t records) {
    if (size_.fetch_add(records) + records <= capacity_) return true;
    size_ -= records;
    return false;
  }

  /// With the shards of the commit locked. The revocations stay as they are from the first check to
  /// the last write: no record slips past one.
  [[nodiscard]] std::optional<Loss> write_unless_lost(const Commit& commit) {
    const std::shared_lock lock(revocations_mutex_);
    if (auto loss = first_loss(commit)) return loss;
    for (const Claim& claim : commit.claims) shards_[shard_of(claim.key)].records.at(claim.key).consumed = true;
    for (const Record& record : commit.records) shards_[shard_of(record.key)].insert(record);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Loss> first_loss(const Commit& commit) const {
    for (std::size_t i = 0; i < commit.claims.size(); ++i) {
      const Claim& claim = commit.claims[i];
      const auto& records = shards_[shard_of(claim.key)].records;
      const auto found = records.find(claim.key);
      if (found == records.end()) return Loss{LossReason::absent};
      const StoredRecord& record = found->second;
      const bool claimed_above = std::ranges::any_of(std::span(commit.claims).first(i),
                                                     [&](const Claim& other) { return other.key == claim.key; });
      if (record.consumed || claimed_above)
        return Loss{LossReason::consumed, claim.revoke_on_loss ? record.family : std::nullopt};
      if (record.family && revocations_.contains(*record.family)) return Loss{LossReason::revoked};
    }
    for (std::size_t i = 0; i < commit.records.size(); ++i) {
      const Record& record = commit.records[i];
      if (record.family && revocations_.contains(*record.family)) return Loss{LossReason::revoked};
      const bool inserted_above = std::ranges::any_of(std::span(commit.records).first(i),
                                                      [&](const Record& other) { return other.key == record.key; });
      if (inserted_above || shards_[shard_of(record.key)].records.contains(record.key)) return Loss{LossReason::exists};
    }
    return std::nullopt;
  }

  void revoke(std::span<const FamilyId> families, Instant until) {
    if (families.empty()) return;
    const std::lock_guard lock(revocations_mutex_);
    for (const FamilyId& family : families) revocations_.add(family, until);
  }

  const std::size_t capacity_;
  std::atomic<std::size_t> size_ = 0;
  std::array<Shard, kShards> shards_;
  mutable std::shared_mutex revocations_mutex_;
  Revocations revocations_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store(std::size_t capacity) { return std::make_unique<MemoryStore>(capacity); }

}  // namespace attesto::inline v0
