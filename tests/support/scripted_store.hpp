// A store that fails on demand, in front of a real one.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "attesto/store/store.hpp"

namespace attesto::test {

/// Passes every call on to a real store, until it is told to fail.
class ScriptedStore final : public Store {
 public:
  explicit ScriptedStore(std::shared_ptr<Store> inner) : inner_(std::move(inner)) {}

  /// The n-th call from now on (counted from 0) and all behind it fail.
  void fail_from(int call, StoreError error = StoreError::unavailable) {
    calls_left_ = call;
    error_ = error;
  }
  void work_again() { calls_left_.reset(); }
  /// How many calls there were since the last fail_from().
  [[nodiscard]] int calls() const { return calls_; }
  void count_from_zero() { calls_ = 0; }

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    if (fails()) return std::unexpected(Unavailable{});
    return inner_->find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    if (fails()) return std::unexpected(Unavailable{});
    return inner_->is_revoked(family);
  }
  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    if (fails()) {
      // An unknown outcome may as well have happened.
      if (error_ == StoreError::unknown_outcome) static_cast<void>(inner_->commit(commit));
      return std::unexpected(error_);
    }
    return inner_->commit(commit);
  }
  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return inner_->remove_expired(now, limit);
  }

 private:
  [[nodiscard]] bool fails() const {
    ++calls_;
    if (!calls_left_) return false;
    if (*calls_left_ == 0) return true;
    --*calls_left_;
    return false;
  }

  std::shared_ptr<Store> inner_;
  mutable std::optional<int> calls_left_;
  mutable std::atomic<int> calls_ = 0;
  StoreError error_ = StoreError::unavailable;
};

}  // namespace attesto::test
