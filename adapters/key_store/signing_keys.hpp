// Signing keys between the registry, where they are sealed, and memory, where they sign.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/policy/key_ring.hpp"

namespace attesto::inline v0 {

/// Makes a signing key that is ready for the registry: signing from `now`, its private half sealed.
/// The kid is the RFC 7638 thumbprint, and never begins with a hyphen: commands would take it for
/// an option. RSA keys have 3072 bits, EdDSA means Ed25519.
[[nodiscard]] SigningKey generate_signing_key(Algorithm algorithm, const Sealer& master_key, Random& random,
                                              Instant now);

/// Every key of the registry, opened: what the ring of any moment is made of, also of moments when
/// the registry does not answer.
class SigningKeys {
 public:
  /// @param rows   as Registry::list_keys has them
  /// @param known  keys that were opened before, so that none is opened twice
  /// @error  which key does not open (another master key, damage) and what to do
  [[nodiscard]] static std::expected<SigningKeys, std::string> open(std::vector<SigningKey> rows,
                                                                    const Sealer& master_key,
                                                                    const SigningKeys& known = {});
  SigningKeys() = default;

  /// What was opened, as the registry had it.
  [[nodiscard]] const std::vector<SigningKey>& rows() const noexcept { return rows_; }

  /// The newest key of each algorithm whose time has come signs (key_timeline); every other one is
  /// published.
  /// @param preferred  the default algorithm, if a key for it signs; otherwise the algorithm of the
  ///                   newest that signs
  /// @error  that no key signs, and what to do
  /// @rfc    7517 §5
  [[nodiscard]] std::expected<std::shared_ptr<const KeyRing>, std::string> ring_at(
      Instant now, Algorithm preferred = Algorithm::ES256) const;

 private:
  std::vector<SigningKey> rows_;
  std::vector<std::shared_ptr<const Signer>> signers_;  ///< of the row with the same index
};

}  // namespace attesto::inline v0
