// Asymmetric keys: raw signatures, key encryption, key agreement - FIPS 186-5, RFC 8017, RFC 8032, RFC 7748.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/bytes.hpp"
#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// @note x25519 only agrees on keys; no signature scheme fits it
enum class KeyType : std::uint8_t { rsa, ec_p256, ec_p384, ec_p521, ed25519, ed448, x25519 };

/// How a raw signature is made. ECDSA signatures are r||s of fixed length (RFC 7518 §3.4),
/// PSS uses a salt as long as the digest (RFC 7518 §3.5).
enum class SignatureScheme : std::uint8_t {
  rsa_pkcs1_sha256,
  rsa_pkcs1_sha384,
  rsa_pkcs1_sha512,
  rsa_pss_sha256,
  rsa_pss_sha384,
  rsa_pss_sha512,
  ecdsa_p256_sha256,
  ecdsa_p384_sha384,
  ecdsa_p521_sha512,
  eddsa,
};

/// Why a key was not accepted: looked at when it is imported, not when it is used (W-47).
enum class KeyError {
  malformed,    ///< not PEM, not one key, encrypted, a point off the curve, of small order or not canonical
  unsupported,  ///< another type or curve
  weak,         ///< RSA below 2048 or above 8192 bits (RFC 7518 §3.3), exponent even, below 65537 or above 2^32,
                ///< modulus even or of the ROCA form
};

/// An RSA public key as RFC 7518 §6.3.1 has it.
struct RsaComponents {
  Bytes n;  ///< modulus, big-endian, without leading zeros
  Bytes e;  ///< exponent, likewise
};
/// A point of a NIST curve as RFC 7518 §6.2.1 has it: both coordinates as long as the curve's field.
struct EcComponents {
  Bytes x;  ///< big-endian
  Bytes y;  ///< big-endian
};

/// A public key, parsed and checked once. Immutable; safe to share between threads.
class PublicKey {
 public:
  /// Accepts exactly one SPKI PEM.
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_pem(std::string_view pem);
  /// @error KeyError weak or malformed, as its enumerators say
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_rsa(const RsaComponents& components);
  /// @error KeyError no such curve, a coordinate of another length, or a point off the curve
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_ec(KeyType type, const EcComponents& components);
  /// @error KeyError no such curve, another length, or no point of the curve
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_ed(KeyType curve, ByteView x);
  /// @error KeyError malformed: not 32 bytes
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_x25519(ByteView u);
  /// The subject's key of one DER X.509 certificate; nothing else of the certificate is looked at.
  [[nodiscard]] static std::expected<PublicKey, KeyError> from_certificate(ByteView der);

  /// What kind of key it is.
  [[nodiscard]] KeyType type() const noexcept;
  [[nodiscard]] RsaComponents rsa() const;  ///< only for KeyType::rsa
  [[nodiscard]] EcComponents ec() const;    ///< only for the ec_ types
  [[nodiscard]] Bytes ed() const;           ///< only for ed25519 and ed448
  [[nodiscard]] Bytes x25519() const;       ///< only for x25519
  /// SubjectPublicKeyInfo as PEM (RFC 5280 §4.1.2.7).
  [[nodiscard]] std::string to_pem() const;

  /// @return false for a scheme that does not fit the key, a wrong length, or a wrong signature
  [[nodiscard]] bool verify(SignatureScheme scheme, ByteView message, ByteView signature) const;

  /// RSA-OAEP with SHA-256, also inside MGF1. @pre an RSA key
  /// @rfc 7518 §4.3
  [[nodiscard]] Bytes encrypt_oaep(ByteView plain) const;

  struct Impl;
  /// From a parsed key, within this room.
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  friend class PrivateKey;
  std::shared_ptr<const Impl> impl_;
};

/// A private key, parsed once. Immutable; safe to share between threads.
class PrivateKey {
 public:
  /// @param rsa_bits  modulus length for KeyType::rsa, ignored for the others
  [[nodiscard]] static PrivateKey generate(KeyType type, int rsa_bits = 2048);
  /// Accepts exactly one unencrypted PKCS#8, PKCS#1 or SEC1 private key PEM.
  [[nodiscard]] static std::expected<PrivateKey, KeyError> from_pem(std::string_view pem);

  [[nodiscard]] Secret to_pem() const;  ///< PKCS#8
  /// The half that may be shown.
  [[nodiscard]] PublicKey public_key() const;
  /// What kind of key it is.
  [[nodiscard]] KeyType type() const noexcept;
  /// @pre the scheme fits the key
  /// @throws std::runtime_error if the library fails; a failed signature is never returned
  [[nodiscard]] Bytes sign(SignatureScheme scheme, ByteView message) const;

  /// The opposite of PublicKey::encrypt_oaep. @pre an RSA key
  /// @return nothing for a wrong length or padding, without saying which
  [[nodiscard]] std::optional<SecretBytes> decrypt_oaep(ByteView encrypted) const;

  /// The Diffie-Hellman secret with another key: the x coordinate, as long as the field.
  /// @return nothing if the keys are on different curves, or if the secret would be zero (RFC 7748 §6.1)
  /// @rfc 7518 §4.6, 8037 §3.2
  [[nodiscard]] std::optional<SecretBytes> agree(const PublicKey& peer) const;

  struct Impl;
  /// From a parsed key, within this room.
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace attesto::inline v0
