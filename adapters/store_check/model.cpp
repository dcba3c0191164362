#include "adapters/store_check/model.hpp"

#include <algorithm>

namespace attesto::inline v0 {

// A commit is tried on a copy: whatever stops it, nothing has happened.
Outcome Model::commit(const Commit& commit) {
  Model next = *this;
  for (const Claim& claim : commit.claims) {
    const auto loss = next.apply(claim);
    if (!loss) continue;
    const auto record = find(claim.key);
    if (*loss == LossReason::consumed && claim.revoke_on_loss && record && record->family)
      revoke(*record->family, commit.remember_revoked_until);
    return std::unexpected(Lost{*loss});
  }
  for (const Record& record : commit.records)
    if (const auto loss = next.apply(record)) return std::unexpected(Lost{*loss});
  for (const FamilyId& family : commit.revoke) next.revoke(family, commit.remember_revoked_until);
  *this = std::move(next);
  return Won{};
}

std::optional<LossReason> Model::apply(const Claim& claim) {
  const auto found = records_.find(claim.key);
  if (found == records_.end()) return LossReason::absent;
  if (found->second.consumed) return LossReason::consumed;
  if (found->second.family && is_revoked(*found->second.family)) return LossReason::revoked;
  found->second.consumed = true;
  return std::nullopt;
}

std::optional<LossReason> Model::apply(const Record& record) {
  if (record.family && is_revoked(*record.family)) return LossReason::revoked;
  const bool fresh =
      records_.try_emplace(record.key, StoredRecord{record.family, record.expires_at, record.body}).second;
  return fresh ? std::nullopt : std::optional(LossReason::exists);
}

void Model::revoke(const FamilyId& family, Instant until) {
  const auto [entry, fresh] = revoked_.try_emplace(family, until);
  if (!fresh) entry->second = std::max(entry->second, until);
}

std::optional<StoredRecord> Model::find(const RecordKey& key) const {
  const auto found = records_.find(key);
  if (found == records_.end()) return std::nullopt;
  StoredRecord record = found->second;
  record.family_revoked = record.family && is_revoked(*record.family);
  return record;
}

void Model::remove_expired(Instant now) {
  std::erase_if(records_, [&](const auto& entry) { return entry.second.expires_at < now; });
  std::erase_if(revoked_, [&](const auto& entry) { return entry.second < now; });
}

}  // namespace attesto::inline v0
