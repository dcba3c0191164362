// What every store must do, as plainly as it can be written: no threads, no disk, no speed.
#pragma once

#include <map>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// The contract of Store over two maps; a real store is compared with it step by step.
class Model {
 public:
  [[nodiscard]] Outcome commit(const Commit& commit);
  [[nodiscard]] std::optional<StoredRecord> find(const RecordKey& key) const;
  [[nodiscard]] bool is_revoked(const FamilyId& family) const { return revoked_.contains(family); }
  void remove_expired(Instant now);

 private:
  struct Order {
    bool operator()(const RecordKey& left, const RecordKey& right) const {
      return left.kind != right.kind ? left.kind < right.kind : left.hash < right.hash;
    }
  };
  [[nodiscard]] std::optional<LossReason> apply(const Claim& claim);
  [[nodiscard]] std::optional<LossReason> apply(const Record& record);
  void revoke(const FamilyId& family, Instant until);

  std::map<RecordKey, StoredRecord, Order> records_;
  std::map<FamilyId, Instant> revoked_;
};

}  // namespace attesto::inline v0
