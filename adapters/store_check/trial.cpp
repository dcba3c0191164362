#include "adapters/store_check/trial.hpp"

#include <array>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"

namespace attesto::inline v0 {
namespace {

std::string_view to_string(LossReason reason) {
  switch (reason) {
    case LossReason::absent: return "lost: absent";
    case LossReason::consumed: return "lost: consumed";
    case LossReason::revoked: return "lost: revoked";
    case LossReason::exists: return "lost: exists";
  }
  std::unreachable();
}

/// Names this run, so that one that was killed and left records behind can't disturb it.
std::string make_prefix(std::string_view property) {
  std::array<std::uint8_t, 8> run{};
  OsRandom().fill(run);
  std::string prefix("store-check ");
  for (const std::uint8_t byte : run) {
    prefix += "0123456789abcdef"[byte >> 4U];
    prefix += "0123456789abcdef"[byte & 15U];
  }
  return prefix.append(" ").append(property).append(" ");
}

/// Stands in for a store that could not be opened, so that the trial can end.
class NoStore final : public Store {
 public:
  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& /*key*/) const override {
    return std::unexpected(Unavailable{});
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& /*family*/) const override {
    return std::unexpected(Unavailable{});
  }
  CommitResult commit(const Commit& /*commit*/) override { return std::unexpected(StoreError::unavailable); }
  std::expected<Removed, Unavailable> remove_expired(Instant /*now*/, std::size_t /*limit*/) override {
    return std::unexpected(Unavailable{});
  }
};

}  // namespace

std::string to_string(const CommitResult& result) {
  if (!result) return result.error() == StoreError::unavailable ? "unavailable" : "unknown outcome";
  return *result ? "won" : std::string(to_string(result->error().reason));
}

Trial::Trial(std::string_view property, const StoreUnderCheck& store, const StoreCheckOptions& options)
    : under_check_(store), options_(options), prefix_(make_prefix(property)) {}

Store& Trial::node(std::size_t index) {
  if (!under_check_.shared) index = 0;
  while (nodes_.size() <= index) {
    auto opened = under_check_.open();
    expect(opened.has_value(), opened ? "" : "the store can't be opened: " + opened.error());
    nodes_.push_back(opened ? std::move(*opened) : std::make_unique<NoStore>());
  }
  return *nodes_[index];
}

RecordKey Trial::key(RecordKind kind, std::initializer_list<int> numbers) const {
  std::string name = prefix_;
  for (const int number : numbers) name.append(std::to_string(number)).append(" ");
  return {.kind = kind, .hash = sha256(name)};
}

Record Trial::record(const RecordKey& key, std::optional<FamilyId> family, Instant expires_at) {
  return {.key = key, .family = std::move(family), .expires_at = expires_at, .body = R"({"a":"b"})"};
}

bool Trial::expect(bool met, std::string_view otherwise, Where where) {
  if (met) return true;
  const std::lock_guard lock(mutex_);
  if (!finding_) {
    const std::string_view path = where.file_name();
    finding_ = std::string(otherwise) + " (" + std::string(path.substr(path.rfind('/') + 1)) + ':' +
               std::to_string(where.line()) + ')';
  }
  return false;
}

bool Trial::won(const CommitResult& result, Where where) {
  return expect(result && *result, "expected won, got " + to_string(result), where);
}

bool Trial::lost(const CommitResult& result, LossReason reason, Where where) {
  const CommitResult wanted{Outcome(std::unexpected(Lost{reason}))};
  return expect(result && !*result && result->error().reason == reason,
                "expected " + to_string(wanted) + ", got " + to_string(result), where);
}

bool Trial::put(const Record& record, Where where) { return won(store().commit({.records = {record}}), where); }

std::optional<StoredRecord> Trial::find(const RecordKey& key, Where where) {
  auto found = store().find(key);
  if (!expect(found.has_value(), "a record can't be read", where)) return std::nullopt;
  return std::move(*found);
}

void Trial::exists(const RecordKey& key, bool wanted, Where where) {
  expect(find(key, where).has_value() == wanted, wanted ? "a record is missing" : "there is a record too many", where);
}

void Trial::consumed(const RecordKey& key, bool wanted, Where where) {
  const auto found = find(key, where);
  if (!expect(found.has_value(), "a record is missing", where)) return;
  expect(found->consumed == wanted, wanted ? "a claimed record is not consumed" : "a record is consumed", where);
}

void Trial::revoked(const FamilyId& family, bool wanted, Where where) {
  const auto revoked = store().is_revoked(family);
  if (!expect(revoked.has_value(), "a family can't be read", where)) return;
  expect(*revoked == wanted, wanted ? "a revoked family is not revoked" : "a family is revoked", where);
}

std::size_t Trial::remove(Instant now, std::size_t limit, Where where) {
  const auto removed = store().remove_expired(now, limit);
  expect(removed.has_value(), "expired records can't be removed", where);
  return removed.value_or(Removed{}).total();
}

bool Trial::broken() const {
  const std::lock_guard lock(mutex_);
  return finding_.has_value();
}

std::optional<std::string> Trial::finding() const {
  const std::lock_guard lock(mutex_);
  return finding_;
}

void Trial::clear() {
  constexpr int kMostBatches = 10'000;
  constexpr std::size_t kBatch = 1'000;
  const Instant end = kLater + std::chrono::days{30};
  for (int batch = 0; batch < kMostBatches && !broken(); ++batch)
    if (remove(end, kBatch) < kBatch) return;
}

}  // namespace attesto::inline v0
