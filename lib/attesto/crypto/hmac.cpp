#include "attesto/crypto/hmac.hpp"

#include <openssl/core_names.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace {

using Mac = std::unique_ptr<EVP_MAC, openssl::Deleter<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, openssl::Deleter<EVP_MAC_CTX_free>>;

MacContext prepare(ByteView key) {
  static const Mac kHmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  MacContext context(EVP_MAC_CTX_new(kHmac.get()));
  char sha256_name[] = "SHA256";
  const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256_name, 0),
                             OSSL_PARAM_construct_end()};
  openssl::require(context && EVP_MAC_init(context.get(), key.data(), key.size(), params.data()) == 1,
                   "HMAC is not available");
  return context;
}

}  // namespace

struct HmacSha256::Impl {
  MacContext prepared;  // copied for each message, never used itself
};

HmacSha256::HmacSha256(ByteView key) {
  if (key.size() < kMinKeyBytes) throw std::invalid_argument("a MAC key has at least 32 bytes");
  impl_ = std::make_shared<const Impl>(prepare(key));
}

Sha256Digest HmacSha256::mac(ByteView message) const {
  const MacContext context(EVP_MAC_CTX_dup(impl_->prepared.get()));
  Sha256Digest out;
  std::size_t size = 0;
  openssl::require(context && EVP_MAC_update(context.get(), message.data(), message.size()) == 1 &&
                       EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1 && size == out.size(),
                   "HMAC is not available");
  return out;
}

}  // namespace attesto::inline v0
