// Owners for OpenSSL objects, private to this room.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>

#include "attesto/crypto/digest.hpp"

namespace attesto::inline v0::openssl {

/// Frees an OpenSSL object.
template <auto Free>
struct Deleter {
  /// Calls the function that frees it.
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using Stream = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;

/// Drops the errors that a refused input leaves in this thread's queue: a TLS connection served by
/// the same thread would take them for its own.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
  ~ErrorScope() { ERR_pop_to_mark(); }
};

/// For calls that fail only when memory or the library is broken.
inline void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(what);
}

/// The digest, fetched once per process: an implicit fetch costs more than a short digest.
[[nodiscard]] const EVP_MD* fetched(DigestAlgorithm algorithm);

}  // namespace attesto::inline v0::openssl
