// What has to happen now and then: follow the key list, drop what has expired.
#pragma once

#include <string>

#include "adapters/log/json_log.hpp"
#include "adapters/registry/registry.hpp"
#include "apps/attestod/key_source.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/store/store.hpp"

namespace attestod {

/// Called by one thread.
class Housekeeping {
 public:
  Housekeeping(KeySource& keys, attesto::Store& store, attesto::Registry& registry, const attesto::Clock& clock,
               const attesto::JsonLog& log)
      : keys_(keys), store_(store), registry_(registry), clock_(clock), log_(log) {}

  /// Swaps the key ring if the registry's keys changed. A fault is logged once, not at every look.
  void refresh_keys();
  /// Removes expired records and sessions, in small bites that let the requests in between.
  void remove_expired();

 private:
  KeySource& keys_;
  attesto::Store& store_;
  attesto::Registry& registry_;
  const attesto::Clock& clock_;
  const attesto::JsonLog& log_;
  std::string last_key_fault_{};
};

}  // namespace attestod
