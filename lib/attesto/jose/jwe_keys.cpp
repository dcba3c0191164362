#include "attesto/jose/jwe_keys.hpp"

#include <array>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/key_agreement.hpp"
#include "attesto/jose/key_members.hpp"
#include "attesto/jose/thumbprint.hpp"

namespace attesto::inline v0 {
namespace {

/// A sender derives or wraps; §4.3 has no finer names for either.
constexpr std::array<std::string_view, 4> kOperations = {"deriveKey", "deriveBits", "wrapKey", "encrypt"};

}  // namespace

std::expected<EncryptionKey, KeyError> EncryptionKey::create(PublicKey key, KeyManagement key_management,
                                                             ContentEncryption content_encryption, std::string kid) {
  if (!fits(key_management, key.type())) return std::unexpected(KeyError::unsupported);
  if (key.type() == KeyType::x25519 && !PrivateKey::generate(KeyType::x25519).agree(key))
    return std::unexpected(KeyError::malformed);
  return EncryptionKey(std::move(key), key_management, content_encryption, std::move(kid));
}

std::expected<DecryptionKey, KeyError> DecryptionKey::create(PrivateKey key, KeyManagement key_management,
                                                             std::string kid) {
  if (!fits(key_management, key.type())) return std::unexpected(KeyError::unsupported);
  if (kid.empty()) kid = jwk_thumbprint(key.public_key());
  Sha256Digest seed = sha256(key.to_pem().expose());
  SecretBytes substitute_seed(seed.begin(), seed.end());
  wipe(seed.data(), seed.size());
  return DecryptionKey(std::move(key), key_management, std::move(kid), std::move(substitute_seed));
}

SecretBytes DecryptionKey::substitute_content_key(ByteView encrypted_key, std::size_t size) const {
  return concat_kdf(substitute_seed_, {.algorithm = "substitute", .party_u = encrypted_key, .party_v = {}}, size);
}

Json to_jwk(const DecryptionKey& key) {
  Json::Object jwk = key_members(key.key().public_key());
  jwk.emplace_back("alg", to_string(key.key_management()));
  jwk.emplace_back("use", "enc");
  jwk.emplace_back("kid", key.kid());
  return jwk;
}

std::expected<EncryptionKey, KeyError> parse_encryption_jwk(const Json& jwk, KeyManagement key_management,
                                                            ContentEncryption content_encryption) {
  const Json* alg = jwk.find("alg");
  if (alg && !alg->string()) return std::unexpected(KeyError::malformed);
  if (alg ? *alg->string() != to_string(key_management) : jwk.find("use") == nullptr)
    return std::unexpected(KeyError::unsupported);
  if (const auto purpose = check_purpose(jwk, "enc", kOperations); !purpose) return std::unexpected(purpose.error());
  auto key = parse_key_members(jwk);
  if (!key) return std::unexpected(key.error());
  auto kid = parse_kid(jwk);
  if (!kid) return std::unexpected(kid.error());
  return EncryptionKey::create(std::move(*key), key_management, content_encryption, std::move(*kid));
}

std::expected<EncryptionKey, KeyError> find_encryption_key(const Json& set, KeyManagement key_management,
                                                           ContentEncryption content_encryption) {
  const Json* members = set.find("keys");
  if (!members || !members->array()) return std::unexpected(KeyError::malformed);
  for (const Json& jwk : *members->array()) {
    auto key = parse_encryption_jwk(jwk, key_management, content_encryption);
    if (key || key.error() != KeyError::unsupported) return key;
  }
  return std::unexpected(KeyError::unsupported);
}

}  // namespace attesto::inline v0
