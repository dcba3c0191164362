// What the library is measured against: one EVP operation over the same message, with the key parsed, the
// digest fetched and the contexts prepared.
#pragma once

#include <openssl/evp.h>

#include <memory>

#include "attesto/jose/keys.hpp"

namespace attesto::bench {

/// Signs and verifies one message, and does nothing else.
class RawOpenssl {
 public:
  RawOpenssl(const PrivateKey& key, Algorithm algorithm, ByteView message);

  void sign();
  /// Verifies the signature that `sign` made last. @return false if it is wrong
  [[nodiscard]] bool verify();

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
  using MessageContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

  using Digest = std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)>;

  [[nodiscard]] Context prepare(Algorithm algorithm, bool for_signing) const;
  void hash();

  bool is_eddsa_;
  Bytes input_;
  Digest digest_;
  Bytes hash_;
  Bytes signature_;
  std::size_t size_ = 0;
  Key key_;
  Context signing_;
  Context verifying_;
  MessageContext message_;
};

}  // namespace attesto::bench
