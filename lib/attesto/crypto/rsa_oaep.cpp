// RSAES-OAEP with SHA-256 and MGF1 with SHA-256 - RFC 8017 §7.1, RFC 7518 §4.3.
#include <openssl/rsa.h>

#include "attesto/crypto/signature.hpp"

namespace attesto::inline v0 {
namespace {

bool use_oaep(EVP_PKEY_CTX* context) {
  const EVP_MD* sha256 = openssl::fetched(DigestAlgorithm::sha256);
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, sha256) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha256) == 1;
}

openssl::KeyContext new_context(EVP_PKEY* key) {
  openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  openssl::require(context != nullptr, "out of memory");
  return context;
}

}  // namespace

Bytes PublicKey::encrypt_oaep(ByteView plain) const {
  if (impl_->type != KeyType::rsa) throw std::invalid_argument("RSA-OAEP needs an RSA key");
  const openssl::KeyContext context = new_context(impl_->key.get());
  Bytes encrypted(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get())));
  std::size_t size = encrypted.size();
  openssl::require(EVP_PKEY_encrypt_init(context.get()) == 1 && use_oaep(context.get()) &&
                       EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, plain.data(), plain.size()) == 1,
                   "RSA-OAEP encryption failed");
  encrypted.resize(size);
  return encrypted;
}

std::optional<SecretBytes> PrivateKey::decrypt_oaep(ByteView encrypted) const {
  if (impl_->type != KeyType::rsa) throw std::invalid_argument("RSA-OAEP needs an RSA key");
  const openssl::ErrorScope errors;
  const openssl::KeyContext context = new_context(impl_->key.get());
  SecretBytes plain(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get())));
  // "If the length of the ciphertext C is not k octets [...] output 'decryption error' and stop."
  if (encrypted.size() != plain.size()) return std::nullopt;
  openssl::require(EVP_PKEY_decrypt_init(context.get()) == 1 && use_oaep(context.get()), "RSA-OAEP is not available");
  std::size_t size = plain.size();
  if (EVP_PKEY_decrypt(context.get(), plain.data(), &size, encrypted.data(), encrypted.size()) != 1)
    return std::nullopt;
  plain.resize(size);
  return plain;
}

}  // namespace attesto::inline v0
