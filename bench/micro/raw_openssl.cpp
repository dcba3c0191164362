#include "micro/raw_openssl.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace attesto::bench {
namespace {

void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL failed");
}

EVP_PKEY* parse(const Secret& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> stream(
      BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.expose().size())), BIO_free_all);
  return PEM_read_bio_PrivateKey(stream.get(), nullptr, nullptr, nullptr);
}

EVP_MD* fetch_digest(Algorithm algorithm) {
  switch (hash_claim_digest(algorithm)) {
    case DigestAlgorithm::sha256: return EVP_MD_fetch(nullptr, "SHA256", nullptr);
    case DigestAlgorithm::sha384: return EVP_MD_fetch(nullptr, "SHA384", nullptr);
    default: return EVP_MD_fetch(nullptr, "SHA512", nullptr);
  }
}

bool is_pss(Algorithm algorithm) {
  return algorithm == Algorithm::PS256 || algorithm == Algorithm::PS384 || algorithm == Algorithm::PS512;
}

}  // namespace

RawOpenssl::RawOpenssl(const PrivateKey& key, Algorithm algorithm, ByteView message)
    : is_eddsa_(algorithm == Algorithm::EdDSA),
      input_(message.begin(), message.end()),
      digest_(fetch_digest(algorithm), EVP_MD_free),
      hash_(static_cast<std::size_t>(EVP_MD_get_size(digest_.get()))),
      signature_(1024),
      key_(parse(key.to_pem()), EVP_PKEY_free),
      signing_(prepare(algorithm, true)),
      verifying_(prepare(algorithm, false)),
      message_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  sign();
}

RawOpenssl::Context RawOpenssl::prepare(Algorithm algorithm, bool for_signing) const {
  Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr), EVP_PKEY_CTX_free);
  if (is_eddsa_) return context;
  require((for_signing ? EVP_PKEY_sign_init(context.get()) : EVP_PKEY_verify_init(context.get())) == 1);
  require(EVP_PKEY_CTX_set_signature_md(context.get(), digest_.get()) == 1);
  if (is_pss(algorithm))
    require(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1);
  return context;
}

void RawOpenssl::hash() {
  require(EVP_DigestInit_ex2(message_.get(), digest_.get(), nullptr) == 1 &&
          EVP_DigestUpdate(message_.get(), input_.data(), input_.size()) == 1 &&
          EVP_DigestFinal_ex(message_.get(), hash_.data(), nullptr) == 1);
}

void RawOpenssl::sign() {
  size_ = signature_.size();
  if (is_eddsa_) {
    require(EVP_MD_CTX_reset(message_.get()) == 1 &&
            EVP_DigestSignInit(message_.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
            EVP_DigestSign(message_.get(), signature_.data(), &size_, input_.data(), input_.size()) == 1);
    return;
  }
  hash();
  require(EVP_PKEY_sign(signing_.get(), signature_.data(), &size_, hash_.data(), hash_.size()) == 1);
}

bool RawOpenssl::verify() {
  if (is_eddsa_)
    return EVP_MD_CTX_reset(message_.get()) == 1 &&
           EVP_DigestVerifyInit(message_.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(message_.get(), signature_.data(), size_, input_.data(), input_.size()) == 1;
  hash();
  return EVP_PKEY_verify(verifying_.get(), signature_.data(), size_, hash_.data(), hash_.size()) == 1;
}

}  // namespace attesto::bench
