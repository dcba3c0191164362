#include "attesto/crypto/signature.hpp"

#include <openssl/rsa.h>

#include <utility>

#include "attesto/crypto/ecdsa_encoding.hpp"

namespace attesto::inline v0 {
namespace {

struct SchemeFacts {
  DigestAlgorithm digest;
  int rsa_padding;  ///< 0 for anything but RSA
};

SchemeFacts facts(SignatureScheme scheme) {
  using enum SignatureScheme;
  switch (scheme) {
    case rsa_pkcs1_sha256: return {DigestAlgorithm::sha256, RSA_PKCS1_PADDING};
    case rsa_pkcs1_sha384: return {DigestAlgorithm::sha384, RSA_PKCS1_PADDING};
    case rsa_pkcs1_sha512: return {DigestAlgorithm::sha512, RSA_PKCS1_PADDING};
    case rsa_pss_sha256: return {DigestAlgorithm::sha256, RSA_PKCS1_PSS_PADDING};
    case rsa_pss_sha384: return {DigestAlgorithm::sha384, RSA_PKCS1_PSS_PADDING};
    case rsa_pss_sha512: return {DigestAlgorithm::sha512, RSA_PKCS1_PSS_PADDING};
    case ecdsa_p256_sha256: return {DigestAlgorithm::sha256, 0};
    case ecdsa_p384_sha384: return {DigestAlgorithm::sha384, 0};
    case ecdsa_p521_sha512:
    case eddsa: return {DigestAlgorithm::sha512, 0};
  }
  std::unreachable();
}

std::size_t coordinate_size(KeyType type) {
  switch (type) {
    case KeyType::ec_p256: return 32;
    case KeyType::ec_p384: return 48;
    case KeyType::ec_p521: return 66;
    default: return 0;
  }
}

bool prepare(EVP_PKEY_CTX* context, ContextPool::Use use, const SchemeFacts& scheme) {
  const int started = use == ContextPool::Use::sign ? EVP_PKEY_sign_init(context) : EVP_PKEY_verify_init(context);
  if (started != 1 || EVP_PKEY_CTX_set_signature_md(context, openssl::fetched(scheme.digest)) != 1) return false;
  if (scheme.rsa_padding == 0) return true;
  if (EVP_PKEY_CTX_set_rsa_padding(context, scheme.rsa_padding) != 1) return false;
  return scheme.rsa_padding != RSA_PKCS1_PSS_PADDING ||
         (EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
          EVP_PKEY_CTX_set_rsa_mgf1_md(context, openssl::fetched(scheme.digest)) == 1);
}

/// EdDSA hashes for itself, so it has no prehashed form that JOSE knows (RFC 8037 §3.1).
Bytes sign_eddsa(EVP_PKEY* key, ByteView message) {
  const openssl::DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  openssl::require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
                       EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1,
                   "signing failed");
  Bytes signature(size);
  openssl::require(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1,
                   "signing failed");
  return signature;
}

bool verify_eddsa(EVP_PKEY* key, ByteView message, ByteView signature) {
  const openssl::DigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace

bool fits(SignatureScheme scheme, KeyType type) noexcept {
  using enum SignatureScheme;
  switch (scheme) {
    case ecdsa_p256_sha256: return type == KeyType::ec_p256;
    case ecdsa_p384_sha384: return type == KeyType::ec_p384;
    case ecdsa_p521_sha512: return type == KeyType::ec_p521;
    case eddsa: return type == KeyType::ed25519 || type == KeyType::ed448;
    default: return type == KeyType::rsa;
  }
}

openssl::KeyContext ContextPool::take(SignatureScheme scheme) {
  {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : idle_) {
      if (entry.scheme != scheme) continue;
      openssl::KeyContext context = std::move(entry.context);
      entry = std::move(idle_.back());
      idle_.pop_back();
      return context;
    }
  }
  openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_, nullptr));
  openssl::require(context && prepare(context.get(), use_, facts(scheme)), "no context for this signature scheme");
  return context;
}

void ContextPool::give_back(SignatureScheme scheme, openssl::KeyContext context) {
  const std::lock_guard lock(mutex_);
  idle_.push_back({scheme, std::move(context)});
}

Bytes PrivateKey::sign(SignatureScheme scheme, ByteView message) const {
  if (!fits(scheme, impl_->type)) throw std::invalid_argument("the signature scheme does not fit the key");
  const openssl::ErrorScope errors;
  if (scheme == SignatureScheme::eddsa) return sign_eddsa(impl_->key.get(), message);
  const Bytes hash = digest(facts(scheme).digest, message);
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get())));
  std::size_t size = signature.size();
  const bool made = impl_->contexts.with(scheme, [&](EVP_PKEY_CTX* context) {
    return EVP_PKEY_sign(context, signature.data(), &size, hash.data(), hash.size()) == 1;
  });
  openssl::require(made, "signing failed");
  signature.resize(size);
  const std::size_t half = coordinate_size(impl_->type);
  return half == 0 ? signature : der_to_raw(signature, half);
}

bool PublicKey::verify(SignatureScheme scheme, ByteView message, ByteView signature) const {
  if (!fits(scheme, impl_->type)) return false;
  const openssl::ErrorScope errors;
  if (scheme == SignatureScheme::eddsa) return verify_eddsa(impl_->key.get(), message, signature);
  const std::size_t half = coordinate_size(impl_->type);
  // "If the length of the signature S is not k octets, output "invalid signature" and stop." (RFC 8017
  // §8.1.2) OpenSSL takes a PSS signature whose leading zero bytes were cut off.
  const std::size_t wanted = half != 0 ? 2 * half : static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get()));
  if (signature.size() != wanted) return false;
  const Bytes hash = digest(facts(scheme).digest, message);
  const Bytes der = half == 0 ? Bytes() : raw_to_der(signature, half);
  const ByteView encoded = half == 0 ? signature : ByteView(der);
  return impl_->contexts.with(scheme, [&](EVP_PKEY_CTX* context) {
    return EVP_PKEY_verify(context, encoded.data(), encoded.size(), hash.data(), hash.size()) == 1;
  });
}

}  // namespace attesto::inline v0
