// Keys that encrypt and decrypt, with the one algorithm that they are for - RFC 7516, RFC 8725 §3.1.
#pragma once

#include <expected>
#include <string>

#include "attesto/base/secret.hpp"
#include "attesto/jose/jwe_algorithm.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// A recipient's public key *with* both algorithms it is used with: nothing is left to choose when
/// something is encrypted.
class EncryptionKey {
 public:
  /// @param kid  copied into the header; empty leaves it out
  /// @error unsupported  the algorithm does not fit the key
  /// @error malformed    an X25519 key that agrees on zero with everyone (RFC 7748 §6.1)
  [[nodiscard]] static std::expected<EncryptionKey, KeyError> create(PublicKey key, KeyManagement key_management,
                                                                     ContentEncryption content_encryption,
                                                                     std::string kid = {});

  /// The recipient's key.
  [[nodiscard]] const PublicKey& key() const noexcept { return key_; }
  /// The only `alg` that it is used with.
  [[nodiscard]] KeyManagement key_management() const noexcept { return key_management_; }
  /// The only `enc` it is used with.
  [[nodiscard]] ContentEncryption content_encryption() const noexcept { return content_encryption_; }
  /// Its `kid`; empty if it has none.
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }

 private:
  EncryptionKey(PublicKey key, KeyManagement key_management, ContentEncryption content_encryption, std::string kid)
      : key_(std::move(key)),
        key_management_(key_management),
        content_encryption_(content_encryption),
        kid_(std::move(kid)) {}
  PublicKey key_;
  KeyManagement key_management_;
  ContentEncryption content_encryption_;
  std::string kid_;
};

/// A private key *with* its key management algorithm. Content may come under any `enc` we know: they
/// are equally strong, and the header that names it is authenticated.
class DecryptionKey {
 public:
  /// @note `kid` is the RFC 7638 thumbprint unless given
  /// @error unsupported  the algorithm does not fit the key
  [[nodiscard]] static std::expected<DecryptionKey, KeyError> create(PrivateKey key, KeyManagement key_management,
                                                                     std::string kid = {});

  /// The key.
  [[nodiscard]] const PrivateKey& key() const noexcept { return key_; }
  /// The only `alg` it is used with.
  [[nodiscard]] KeyManagement key_management() const noexcept { return key_management_; }
  /// Its `kid`.
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }

  /// The content key to go on with when an encrypted key is not one: the same for the same input,
  /// and known to nobody.
  /// @rfc 7516 §11.5
  [[nodiscard]] SecretBytes substitute_content_key(ByteView encrypted_key, std::size_t size) const;

 private:
  DecryptionKey(PrivateKey key, KeyManagement key_management, std::string kid, SecretBytes substitute_seed)
      : key_(std::move(key)),
        key_management_(key_management),
        kid_(std::move(kid)),
        substitute_seed_(std::move(substitute_seed)) {}
  PrivateKey key_;
  KeyManagement key_management_;
  std::string kid_;
  SecretBytes substitute_seed_;
};

/// The public JWK for others to encrypt to: key members, `alg`, `use: enc`, `kid`.
/// @rfc 7517 §4
[[nodiscard]] Json to_jwk(const DecryptionKey& key);

/// Imports one public encryption key for a given pair of algorithms, as a client registers them.
/// Refuses what parse_jwk refuses, `use` other than `enc`, another `alg`, and a key that says neither:
/// it may be meant for signatures.
/// @rfc 7517 §4.2, OIDC Registration §2
[[nodiscard]] std::expected<EncryptionKey, KeyError> parse_encryption_jwk(const Json& jwk, KeyManagement key_management,
                                                                          ContentEncryption content_encryption);

/// The first key of a JWK Set that parse_encryption_jwk takes.
/// @error unsupported  no key is for this; other errors are those of a key that is broken
/// @rfc OIDC Core §10.2.1
[[nodiscard]] std::expected<EncryptionKey, KeyError> find_encryption_key(const Json& set, KeyManagement key_management,
                                                                         ContentEncryption content_encryption);

}  // namespace attesto::inline v0
