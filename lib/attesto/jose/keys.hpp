// Keys with the one algorithm that they are for - RFC 8725 §3.1.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "attesto/jose/algorithm.hpp"

namespace attesto::inline v0 {

/// A public key *with* its algorithm: a token's `alg` is only ever compared with it.
class VerificationKey {
 public:
  /// @pre the algorithm fits the key; otherwise KeyError::unsupported
  /// @note `kid` is the RFC 7638 thumbprint unless given
  [[nodiscard]] static std::expected<VerificationKey, KeyError> create(PublicKey key, Algorithm algorithm,
                                                                       std::string kid = {});

  /// Its `kid`.
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }
  /// The only `alg` it verifies.
  [[nodiscard]] Algorithm algorithm() const noexcept { return algorithm_; }
  /// The key without its algorithm.
  [[nodiscard]] const PublicKey& key() const noexcept { return key_; }

 private:
  VerificationKey(PublicKey key, Algorithm algorithm, std::string kid)
      : key_(std::move(key)), algorithm_(algorithm), kid_(std::move(kid)) {}
  PublicKey key_;
  Algorithm algorithm_;
  std::string kid_;
};

/// Something that signs: a key in memory, in an HSM, in a KMS.
///
/// @note Thread-safe. `sign` may block; it runs on a worker thread.
class Signer {
 public:
  Signer() = default;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  virtual ~Signer() = default;
  /// The public half, as it is published.
  [[nodiscard]] virtual const VerificationKey& verification_key() const noexcept = 0;
  /// The signature in JWS form (RFC 7518 §3). @throws std::runtime_error if it can't be made
  [[nodiscard]] virtual Bytes sign(ByteView message) const = 0;
};

/// A signing key held in this process's memory.
class LocalSigner final : public Signer {
 public:
  /// @error KeyError the algorithm doesn't fit the key
  [[nodiscard]] static std::expected<std::shared_ptr<const LocalSigner>, KeyError> create(PrivateKey key,
                                                                                          Algorithm algorithm);
  /// The public half.
  [[nodiscard]] const VerificationKey& verification_key() const noexcept override { return verification_key_; }
  [[nodiscard]] Bytes sign(ByteView message) const override;

 private:
  LocalSigner(PrivateKey key, VerificationKey verification_key)
      : key_(std::move(key)), verification_key_(std::move(verification_key)) {}
  PrivateKey key_;
  VerificationKey verification_key_;
};

}  // namespace attesto::inline v0
