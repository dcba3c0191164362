// A signing key inside a PKCS#11 token: an HSM, a smart card, SoftHSM - PKCS #11 v2.40, v3.0.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "attesto/base/secret.hpp"
#include "attesto/jose/keys.hpp"

namespace attesto::pkcs11 {

/// Where a key is. Label and id that are both given must both match.
struct KeyLocation {
  std::string module_path;  ///< the vendor's shared library, e.g. /usr/lib/softhsm/libsofthsm2.so
  std::string token_label;  ///< `CKA_LABEL` of the token
  std::string key_label{};  ///< CKA_LABEL; empty matches any
  Bytes key_id{};           ///< CKA_ID; empty matches any
};

/// Why a key could not be opened.
enum class OpenError : std::uint8_t {
  module_unusable,  ///< can't be loaded, or is no PKCS#11 module
  token_not_found,  ///< no token of that label, or several
  pin_refused,      ///< wrong, locked or expired
  key_not_found,    ///< no pair of a private and a public key there
  key_ambiguous,    ///< more than one private or public key there
  key_unusable,     ///< refused by our key checks, of another kind than the algorithm, or can't sign
};

/// An OpenError and what to tell the operator; never contains the PIN.
struct OpenFailure {
  OpenError error;     ///< what went wrong
  std::string detail;  ///< what the module said, for the operator
};

/// Signs inside the token: the private key never comes out.
///
/// Sessions are pooled. One that the token lost (removed, restarted, logged out by someone else) is
/// opened again, with a new login, once per signature. The PIN is kept for that.
/// @note Thread-safe.
class Pkcs11Signer final : public Signer {
 public:
  /// Finds the key, reads its public half, and makes and verifies one signature.
  /// @param algorithm  one the token has a mechanism for; ECDSA and PSS get the digest, the others the message
  [[nodiscard]] static std::expected<std::shared_ptr<const Pkcs11Signer>, OpenFailure> open(KeyLocation location,
                                                                                            Secret pin,
                                                                                            Algorithm algorithm);
  ~Pkcs11Signer() override;

  /// The public half, as the token shows it.
  [[nodiscard]] const VerificationKey& verification_key() const noexcept override;
  /// @throws std::runtime_error with the token's error code if it does not sign, also after a new login
  [[nodiscard]] Bytes sign(ByteView message) const override;

 private:
  struct Impl;
  explicit Pkcs11Signer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace attesto::pkcs11
