// The keys we sign with - RFC 7517 §5.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attesto/base/callback.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/jose/keys.hpp"

namespace attesto::inline v0 {

/// An immutable set: keys that sign, and keys that are only published. A new set replaces it whole.
/// Each key is parsed once and comes with its algorithm, so what signs is also what is published
/// (W-17), and nothing is parsed while a request waits (W-37).
class KeyRing {
 public:
  /// @param signers   at most one per algorithm counts, the first; the very first is the default
  /// @param others    published, but not signing: not yet, or no longer
  /// @pre at least one signer, and no `kid` for two algorithms: a verifier finds a key by its `kid`
  ///      alone (RFC 7517 §4.5)
  /// @throws std::invalid_argument otherwise
  KeyRing(std::vector<std::shared_ptr<const Signer>> signers, std::vector<VerificationKey> others);

  /// The signer for whom nothing else is asked.
  [[nodiscard]] const Signer& default_signer() const noexcept { return *signers_.front(); }
  /// The signer of that algorithm; a null pointer if there is none.
  [[nodiscard]] const Signer* signer(Algorithm algorithm) const noexcept;
  /// Every published key, those that sign first.
  [[nodiscard]] std::span<const VerificationKey> verification_keys() const noexcept { return verification_keys_; }
  /// Algorithms that can sign, the default first.
  [[nodiscard]] std::vector<Algorithm> algorithms() const;
  /// The JWK Set document, rendered once.
  [[nodiscard]] const std::string& jwk_set() const noexcept { return jwk_set_; }

 private:
  void publish(VerificationKey key);

  std::vector<std::shared_ptr<const Signer>> signers_;
  std::vector<VerificationKey> verification_keys_;
  std::string jwk_set_;
};

/// The current set. Called for each request that needs a key: keep it cheap.
using CurrentKeys = Callback<std::shared_ptr<const KeyRing>()>;

}  // namespace attesto::inline v0
