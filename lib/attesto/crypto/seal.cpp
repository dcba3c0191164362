#include "attesto/crypto/seal.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return kCipher;
}

int length(std::size_t size) { return static_cast<int>(size); }

}  // namespace

Sealer::Sealer(ByteView key) : key_(as_text(key)) {
  if (key.size() != kKeyBytes) throw std::invalid_argument("a sealing key has 32 bytes");
}

HmacSha256 Sealer::derive(std::string_view purpose) const {
  constexpr std::uint8_t kFirstBlock = 1;
  Bytes info(purpose.begin(), purpose.end());
  info.push_back(kFirstBlock);
  Sha256Digest block = HmacSha256(as_bytes(key_.expose())).mac(info);
  HmacSha256 derived(block);
  wipe(block.data(), block.size());
  return derived;
}

Bytes Sealer::seal(Random& random, ByteView plain, std::string_view context) const {
  Bytes out(kNonceBytes + plain.size() + kTagBytes);
  random.fill(std::span(out).first(kNonceBytes));
  const openssl::CipherContext engine(EVP_CIPHER_CTX_new());
  int written = 0;
  std::uint8_t* const body = out.data() + kNonceBytes;
  openssl::require(
      engine && EVP_EncryptInit_ex2(engine.get(), cipher(), as_bytes(key_.expose()).data(), out.data(), nullptr) == 1 &&
          EVP_EncryptUpdate(engine.get(), nullptr, &written, as_bytes(context).data(), length(context.size())) == 1 &&
          EVP_EncryptUpdate(engine.get(), body, &written, plain.data(), length(plain.size())) == 1 &&
          EVP_EncryptFinal_ex(engine.get(), body + plain.size(), &written) == 1 &&
          EVP_CIPHER_CTX_ctrl(engine.get(), EVP_CTRL_AEAD_GET_TAG, length(kTagBytes), body + plain.size()) == 1,
      "AES-256-GCM is not available");
  return out;
}

std::optional<Secret> Sealer::open(ByteView sealed, std::string_view context) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const openssl::ErrorScope errors;
  const ByteView body = sealed.subspan(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::array<std::uint8_t, kTagBytes> tag;
  std::copy_n(sealed.end() - kTagBytes, kTagBytes, tag.begin());
  SecretBytes plain(body.size() + 1);
  const openssl::CipherContext engine(EVP_CIPHER_CTX_new());
  int written = 0;
  const bool opened =
      engine &&
      EVP_DecryptInit_ex2(engine.get(), cipher(), as_bytes(key_.expose()).data(), sealed.data(), nullptr) == 1 &&
      EVP_DecryptUpdate(engine.get(), nullptr, &written, as_bytes(context).data(), length(context.size())) == 1 &&
      EVP_DecryptUpdate(engine.get(), plain.data(), &written, body.data(), length(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(engine.get(), EVP_CTRL_AEAD_SET_TAG, length(kTagBytes), tag.data()) == 1 &&
      EVP_DecryptFinal_ex(engine.get(), plain.data() + body.size(), &written) == 1;
  if (!opened) return std::nullopt;
  return Secret(as_text(ByteView(plain.data(), body.size())));
}

}  // namespace attesto::inline v0
