// The keys that sign now; follows the clock, and what others add and take away.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "adapters/key_store/signing_keys.hpp"
#include "adapters/registry/registry.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/policy/key_ring.hpp"

namespace attestod {

/// Holds one immutable ring and replaces it whole. Thread-safe; refresh is for one thread.
class KeySource {
 public:
  /// Reads the registry's keys for the first time.
  /// @param preferred  what is signed with unless the client says otherwise, if there is such a key
  /// @error  why there is no ring and what to do, e.g. that no key signs
  [[nodiscard]] static std::expected<std::shared_ptr<KeySource>, std::string> open(
      std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
      std::shared_ptr<const attesto::Clock> clock, attesto::Algorithm preferred = attesto::Algorithm::ES256);

  [[nodiscard]] std::shared_ptr<const attesto::KeyRing> current() const;

  /// Reads the registry again, and makes another ring if keys or their phases have changed. Each
  /// private key is opened once.
  /// @return whether there is a new ring
  /// @error  what is wrong with the registry or its keys. The keys stay what they were, so that a
  ///         mistake with the command line does not take the server down; those that are known
  ///         go on following the clock.
  [[nodiscard]] std::expected<bool, std::string> refresh();

  /// What the last refresh found in the registry; for the thread of refresh.
  [[nodiscard]] std::span<const attesto::SigningKey> keys() const noexcept { return keys_.rows(); }

 private:
  KeySource(std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
            std::shared_ptr<const attesto::Clock> clock, attesto::Algorithm preferred)
      : registry_(std::move(registry)),
        master_key_(std::move(master_key)),
        clock_(std::move(clock)),
        preferred_(preferred) {}

  [[nodiscard]] std::expected<void, std::string> read();
  [[nodiscard]] std::expected<bool, std::string> follow_clock();

  std::shared_ptr<const attesto::Registry> registry_;
  std::shared_ptr<const attesto::Sealer> master_key_;
  std::shared_ptr<const attesto::Clock> clock_;
  attesto::Algorithm preferred_;
  attesto::SigningKeys keys_{};
  std::string listing_{};  ///< kids and phases that the ring was made of
  mutable std::mutex mutex_;
  std::shared_ptr<const attesto::KeyRing> ring_{};
};

}  // namespace attestod
