// The keys that sign now; follows what the command line adds and retires.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/registry/registry.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/policy/key_ring.hpp"

namespace attestod {

/// Holds one immutable ring and replaces it whole. Thread-safe.
class KeySource {
 public:
  /// Reads the registry's keys for the first time.
  /// @param preferred  what is signed with unless the client says otherwise, if there is such a key
  /// @error  why there is no ring and what to do, e.g. that no key is active
  [[nodiscard]] static std::expected<std::shared_ptr<KeySource>, std::string> open(
      std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
      attesto::Algorithm preferred = attesto::Algorithm::ES256);

  [[nodiscard]] std::shared_ptr<const attesto::KeyRing> current() const;

  /// Reads the registry again. Private keys are opened only if something changed.
  /// @return whether there is a new ring
  /// @error  what is wrong with the keys; the ring stays as it was, so that a mistake with the
  ///         command line does not take the server down
  [[nodiscard]] std::expected<bool, std::string> refresh();

 private:
  KeySource(std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
            attesto::Algorithm preferred)
      : registry_(std::move(registry)), master_key_(std::move(master_key)), preferred_(preferred) {}

  std::shared_ptr<const attesto::Registry> registry_;
  std::shared_ptr<const attesto::Sealer> master_key_;
  attesto::Algorithm preferred_;
  std::string listing_{};  ///< kids and states that the ring was made of; for refresh only
  mutable std::mutex mutex_;
  std::shared_ptr<const attesto::KeyRing> ring_{};
};

}  // namespace attestod
