#include "attesto/crypto/key_wrap.hpp"

#include <stdexcept>

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kBlock = 8;
constexpr std::size_t kMaxKeyBytes = 64;  // A256CBC-HS512 has the longest content key

const EVP_CIPHER* cipher(ByteView wrapping_key) {
  static const EVP_CIPHER* const kWrap128 = EVP_CIPHER_fetch(nullptr, "AES-128-WRAP", nullptr);
  static const EVP_CIPHER* const kWrap256 = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr);
  switch (wrapping_key.size()) {
    case 16: return kWrap128;
    case 32: return kWrap256;
    default: throw std::invalid_argument("a wrapping key has 16 or 32 bytes");
  }
}

openssl::CipherContext new_engine() {
  openssl::CipherContext engine(EVP_CIPHER_CTX_new());
  openssl::require(engine != nullptr, "out of memory");
  // OpenSSL wants a word that the caller knows this is no ordinary mode.
  EVP_CIPHER_CTX_set_flags(engine.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return engine;
}

}  // namespace

Bytes wrap_key(ByteView wrapping_key, ByteView key) {
  if (key.size() < 2 * kBlock || key.size() > kMaxKeyBytes || key.size() % kBlock != 0)
    throw std::invalid_argument("a key of this length can't be wrapped");
  const openssl::CipherContext engine = new_engine();
  Bytes wrapped(key.size() + kBlock);
  int written = 0;
  openssl::require(
      EVP_EncryptInit_ex2(engine.get(), cipher(wrapping_key), wrapping_key.data(), nullptr, nullptr) == 1 &&
          EVP_EncryptUpdate(engine.get(), wrapped.data(), &written, key.data(), static_cast<int>(key.size())) == 1,
      "AES key wrap failed");
  return wrapped;
}

std::optional<SecretBytes> unwrap_key(ByteView wrapping_key, ByteView wrapped) {
  if (wrapped.size() < 3 * kBlock || wrapped.size() > kMaxKeyBytes + kBlock || wrapped.size() % kBlock != 0)
    return std::nullopt;
  const openssl::ErrorScope errors;
  const openssl::CipherContext engine = new_engine();
  openssl::require(EVP_DecryptInit_ex2(engine.get(), cipher(wrapping_key), wrapping_key.data(), nullptr, nullptr) == 1,
                   "AES key wrap is not available");
  SecretBytes key(wrapped.size());
  int written = 0;
  if (EVP_DecryptUpdate(engine.get(), key.data(), &written, wrapped.data(), static_cast<int>(wrapped.size())) != 1)
    return std::nullopt;
  key.erase(key.end() - kBlock, key.end());
  return key;
}

}  // namespace attesto::inline v0
