#include "attesto/crypto/digest.hpp"

#include <utility>

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace openssl {

const EVP_MD* fetched(DigestAlgorithm algorithm) {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const kSha384 = EVP_MD_fetch(nullptr, "SHA384", nullptr);
  static const EVP_MD* const kSha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  switch (algorithm) {
    case DigestAlgorithm::sha256: return kSha256;
    case DigestAlgorithm::sha384: return kSha384;
    case DigestAlgorithm::sha512: return kSha512;
  }
  std::unreachable();
}

}  // namespace openssl

namespace {

void digest_into(DigestAlgorithm algorithm, ByteView bytes, std::uint8_t* out) {
  thread_local const openssl::DigestContext context(EVP_MD_CTX_new());
  openssl::require(context && EVP_DigestInit_ex2(context.get(), openssl::fetched(algorithm), nullptr) == 1 &&
                       EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                       EVP_DigestFinal_ex(context.get(), out, nullptr) == 1,
                   "SHA-2 is not available");
}

std::size_t digest_size(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::sha256: return 32;
    case DigestAlgorithm::sha384: return 48;
    case DigestAlgorithm::sha512: return 64;
  }
  std::unreachable();
}

}  // namespace

Sha256Digest sha256(ByteView bytes) {
  Sha256Digest out;
  digest_into(DigestAlgorithm::sha256, bytes, out.data());
  return out;
}

Sha256Digest sha256(std::string_view text) { return sha256(as_bytes(text)); }

Bytes digest(DigestAlgorithm algorithm, ByteView bytes) {
  Bytes out(digest_size(algorithm));
  digest_into(algorithm, bytes, out.data());
  return out;
}

}  // namespace attesto::inline v0
