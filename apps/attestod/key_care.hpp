// What happens to keys by itself: successors are announced, what has served its time is removed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "adapters/key_store/key_rotation.hpp"
#include "adapters/log/json_log.hpp"
#include "adapters/registry/registry.hpp"
#include "apps/attestod/key_source.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/policy/event.hpp"

namespace attestod {

/// What key care is made of.
struct KeyCareParts {
  std::shared_ptr<KeySource> keys;
  std::shared_ptr<attesto::Registry> registry;
  std::shared_ptr<const attesto::Sealer> master_key;
  std::shared_ptr<const attesto::Clock> clock;
  std::shared_ptr<attesto::Random> random;
  std::shared_ptr<const attesto::JsonLog> log;
  attesto::RotationPlan rotation{};
  std::optional<attesto::EventSink> on_event{};  ///< hears of key_rotated
};

/// Every node does it, whenever it likes: the registry takes one successor of a key, and removes a
/// key only if another signs. Called by one thread.
class KeyCare {
 public:
  explicit KeyCare(KeyCareParts parts) : parts_(std::move(parts)), last_kid_(signing_kid()) {}

  /// Follows the registry and the clock, announces the successors that are due, and removes the
  /// keys that nothing valid is signed with any more. A fault is logged once, not at every look.
  void look();

 private:
  [[nodiscard]] bool follow();
  [[nodiscard]] std::string signing_kid() const;
  void report_rotation();
  [[nodiscard]] bool announce_successors(attesto::Instant now);
  [[nodiscard]] bool remove_stopped(attesto::Instant now);

  KeyCareParts parts_;
  std::string last_kid_;  ///< of the key that tokens were last seen signed with
  std::string last_fault_{};
};

}  // namespace attestod
