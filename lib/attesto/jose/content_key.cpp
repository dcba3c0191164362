#include "attesto/jose/content_key.hpp"

#include <stdexcept>
#include <utility>

#include "attesto/crypto/key_agreement.hpp"
#include "attesto/crypto/key_wrap.hpp"
#include "attesto/jose/key_members.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

std::size_t content_key_bytes(ContentEncryption algorithm) { return aead_key_bytes(aead_algorithm(algorithm)); }

/// The name and the length of the key that an agreement derives (RFC 7518 §4.6.2).
struct Derived {
  std::string_view algorithm;
  std::size_t bytes;
};

Derived derived(KeyManagement key_management, ContentEncryption content_encryption) {
  switch (key_management) {
    case KeyManagement::ECDH_ES: return {to_string(content_encryption), content_key_bytes(content_encryption)};
    case KeyManagement::ECDH_ES_A128KW: return {to_string(key_management), 16};
    case KeyManagement::ECDH_ES_A256KW: return {to_string(key_management), 32};
    case KeyManagement::RSA_OAEP_256: break;
  }
  throw std::logic_error("RSA-OAEP derives no key");
}

SecretBytes random_key(ContentEncryption algorithm, Random& random) {
  SecretBytes key(content_key_bytes(algorithm));
  random.fill(key);
  return key;
}

std::optional<Bytes> parse_party(const Json& header, std::string_view name) {
  const Json* party = header.find(name);
  if (!party) return Bytes();
  if (!party->string()) return std::nullopt;
  return base64url_decode(*party->string());
}

}  // namespace

SentContentKey make_content_key(const EncryptionKey& recipient, Random& random) {
  const ContentEncryption content_encryption = recipient.content_encryption();
  if (recipient.key_management() == KeyManagement::RSA_OAEP_256) {
    SecretBytes key = random_key(content_encryption, random);
    Bytes encrypted = recipient.key().encrypt_oaep(key);
    return {.key = std::move(key), .encrypted_key = std::move(encrypted), .epk = {}};
  }
  const PrivateKey ephemeral = PrivateKey::generate(recipient.key().type());
  const auto shared_secret = ephemeral.agree(recipient.key());
  if (!shared_secret) throw std::runtime_error("key agreement failed");
  const Derived want = derived(recipient.key_management(), content_encryption);
  SecretBytes agreed =
      concat_kdf(*shared_secret, {.algorithm = want.algorithm, .party_u = {}, .party_v = {}}, want.bytes);
  if (recipient.key_management() == KeyManagement::ECDH_ES)
    return {.key = std::move(agreed), .encrypted_key = {}, .epk = ephemeral.public_key()};
  SecretBytes key = random_key(content_encryption, random);
  Bytes wrapped = wrap_key(agreed, key);
  return {.key = std::move(key), .encrypted_key = std::move(wrapped), .epk = ephemeral.public_key()};
}

std::optional<AgreementHeader> parse_agreement_header(const Json& header, KeyType recipient) {
  const Json* jwk = header.find("epk");
  if (!jwk) return std::nullopt;
  auto epk = parse_key_members(*jwk);
  auto apu = parse_party(header, "apu");
  auto apv = parse_party(header, "apv");
  if (!epk || epk->type() != recipient || !apu || !apv) return std::nullopt;
  return AgreementHeader{.epk = std::move(*epk), .apu = std::move(*apu), .apv = std::move(*apv)};
}

std::optional<SecretBytes> recover_content_key(const DecryptionKey& recipient, ContentEncryption content_encryption,
                                               const std::optional<AgreementHeader>& agreement,
                                               ByteView encrypted_key) {
  if (!agreement) return recipient.key().decrypt_oaep(encrypted_key);
  const auto shared_secret = recipient.key().agree(agreement->epk);
  if (!shared_secret) return std::nullopt;
  const Derived want = derived(recipient.key_management(), content_encryption);
  SecretBytes agreed = concat_kdf(
      *shared_secret, {.algorithm = want.algorithm, .party_u = agreement->apu, .party_v = agreement->apv}, want.bytes);
  if (recipient.key_management() == KeyManagement::ECDH_ES) return agreed;
  return unwrap_key(agreed, encrypted_key);
}

}  // namespace attesto::inline v0
