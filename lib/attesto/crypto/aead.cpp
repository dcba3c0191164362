#include "attesto/crypto/aead.hpp"

#include <openssl/core_names.h>

#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace {

struct Facts {
  std::size_t key_bytes;
  std::size_t nonce_bytes;
  std::size_t tag_bytes;
  const char* cipher;
  const char* digest;  ///< of the HMAC; null for GCM
};

Facts facts(AeadAlgorithm algorithm) {
  switch (algorithm) {
    case AeadAlgorithm::aes128_cbc_hmac_sha256: return {32, 16, 16, "AES-128-CBC", "SHA256"};
    case AeadAlgorithm::aes256_cbc_hmac_sha512: return {64, 16, 32, "AES-256-CBC", "SHA512"};
    case AeadAlgorithm::aes128_gcm: return {16, 12, 16, "AES-128-GCM", nullptr};
    case AeadAlgorithm::aes256_gcm: return {32, 12, 16, "AES-256-GCM", nullptr};
  }
  std::unreachable();
}

/// A cipher, fetched once per process.
const EVP_CIPHER* fetched(AeadAlgorithm algorithm) {
  using Row = std::array<const EVP_CIPHER*, 4>;
  static const Row kCiphers = [] {
    Row row{};
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = EVP_CIPHER_fetch(nullptr, facts(static_cast<AeadAlgorithm>(i)).cipher, nullptr);
    return row;
  }();
  return kCiphers[static_cast<std::size_t>(algorithm)];
}

using MacContext = std::unique_ptr<EVP_MAC_CTX, openssl::Deleter<EVP_MAC_CTX_free>>;

MacContext start_hmac(ByteView key, const char* digest) {
  static EVP_MAC* const kHmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(kHmac));
  const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest), 0),
                             OSSL_PARAM_construct_end()};
  openssl::require(context && EVP_MAC_init(context.get(), key.data(), key.size(), params.data()) == 1,
                   "HMAC is not available");
  return context;
}

/// The first half of HMAC(associated, nonce, ciphertext, length of `associated` in bits).
/// @rfc 7518 §5.2.2.1
Bytes mac_tag(const Facts& algorithm, const AeadContext& context, ByteView ciphertext) {
  const MacContext mac = start_hmac(context.key.first(algorithm.key_bytes / 2), algorithm.digest);
  std::array<std::uint8_t, 8> length{};
  std::uint64_t bits = std::uint64_t{context.associated.size()} * 8;
  for (std::size_t i = length.size(); i-- > 0; bits >>= 8) length[i] = static_cast<std::uint8_t>(bits);
  Bytes tag(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  openssl::require(EVP_MAC_update(mac.get(), context.associated.data(), context.associated.size()) == 1 &&
                       EVP_MAC_update(mac.get(), context.nonce.data(), context.nonce.size()) == 1 &&
                       EVP_MAC_update(mac.get(), ciphertext.data(), ciphertext.size()) == 1 &&
                       EVP_MAC_update(mac.get(), length.data(), length.size()) == 1 &&
                       EVP_MAC_final(mac.get(), tag.data(), &size, tag.size()) == 1,
                   "HMAC failed");
  tag.resize(algorithm.tag_bytes);
  return tag;
}

bool has_sound_lengths(const Facts& algorithm, const AeadContext& context, std::size_t message) {
  constexpr std::size_t kLimit = std::numeric_limits<int>::max() / 2;
  return context.key.size() == algorithm.key_bytes && context.nonce.size() == algorithm.nonce_bytes &&
         context.associated.size() < kLimit && message < kLimit;
}

ByteView cipher_key(const Facts& algorithm, const AeadContext& context) {
  return algorithm.digest ? context.key.last(algorithm.key_bytes / 2) : context.key;
}

int length(ByteView bytes) { return static_cast<int>(bytes.size()); }

bool decrypt_into(SecretBytes& plain, EVP_CIPHER_CTX* engine, ByteView ciphertext) {
  int body = 0;
  int rest = 0;
  if (EVP_DecryptUpdate(engine, plain.data(), &body, ciphertext.data(), length(ciphertext)) != 1 ||
      EVP_DecryptFinal_ex(engine, plain.data() + body, &rest) != 1)
    return false;
  plain.resize(static_cast<std::size_t>(body) + static_cast<std::size_t>(rest));
  return true;
}

}  // namespace

std::size_t aead_key_bytes(AeadAlgorithm algorithm) noexcept { return facts(algorithm).key_bytes; }
std::size_t aead_nonce_bytes(AeadAlgorithm algorithm) noexcept { return facts(algorithm).nonce_bytes; }
std::size_t aead_tag_bytes(AeadAlgorithm algorithm) noexcept { return facts(algorithm).tag_bytes; }

AeadOutput aead_encrypt(AeadAlgorithm algorithm, const AeadContext& context, ByteView plain) {
  const Facts known = facts(algorithm);
  if (!has_sound_lengths(known, context, plain.size()))
    throw std::invalid_argument("key, nonce or message does not fit the content encryption algorithm");
  const openssl::CipherContext engine(EVP_CIPHER_CTX_new());
  AeadOutput out{.ciphertext = Bytes(plain.size() + EVP_MAX_BLOCK_LENGTH), .tag = Bytes(known.tag_bytes)};
  int body = 0;
  int rest = 0;
  openssl::require(
      engine &&
          EVP_EncryptInit_ex2(engine.get(), fetched(algorithm), cipher_key(known, context).data(), context.nonce.data(),
                              nullptr) == 1 &&
          (known.digest || EVP_EncryptUpdate(engine.get(), nullptr, &body, context.associated.data(),
                                             length(context.associated)) == 1) &&
          EVP_EncryptUpdate(engine.get(), out.ciphertext.data(), &body, plain.data(), length(plain)) == 1 &&
          EVP_EncryptFinal_ex(engine.get(), out.ciphertext.data() + body, &rest) == 1 &&
          (known.digest ||
           EVP_CIPHER_CTX_ctrl(engine.get(), EVP_CTRL_AEAD_GET_TAG, length(out.tag), out.tag.data()) == 1),
      "content encryption failed");
  out.ciphertext.resize(static_cast<std::size_t>(body) + static_cast<std::size_t>(rest));
  if (known.digest) out.tag = mac_tag(known, context, out.ciphertext);
  return out;
}

std::optional<SecretBytes> aead_decrypt(AeadAlgorithm algorithm, const AeadContext& context, ByteView ciphertext,
                                        ByteView tag) {
  const Facts known = facts(algorithm);
  if (!has_sound_lengths(known, context, ciphertext.size()) || tag.size() != known.tag_bytes) return std::nullopt;
  if (known.digest && !equal_ct(mac_tag(known, context, ciphertext), tag)) return std::nullopt;
  const openssl::ErrorScope errors;
  const openssl::CipherContext engine(EVP_CIPHER_CTX_new());
  openssl::require(engine && EVP_DecryptInit_ex2(engine.get(), fetched(algorithm), cipher_key(known, context).data(),
                                                 context.nonce.data(), nullptr) == 1,
                   "content decryption is not available");
  if (!known.digest) {
    Bytes expected(tag.begin(), tag.end());
    int ignored = 0;
    openssl::require(EVP_CIPHER_CTX_ctrl(engine.get(), EVP_CTRL_AEAD_SET_TAG, length(expected), expected.data()) == 1 &&
                         EVP_DecryptUpdate(engine.get(), nullptr, &ignored, context.associated.data(),
                                           length(context.associated)) == 1,
                     "AES-GCM is not available");
  }
  SecretBytes plain(ciphertext.size() + EVP_MAX_BLOCK_LENGTH);
  if (!decrypt_into(plain, engine.get(), ciphertext)) return std::nullopt;
  return plain;
}

}  // namespace attesto::inline v0
