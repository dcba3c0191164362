#include "attesto/jose/jwe_algorithm.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 4> kKeyManagement = {"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW",
                                                            "RSA-OAEP-256"};
constexpr std::array<std::string_view, 4> kContentEncryption = {"A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"};

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(KeyManagement algorithm) noexcept {
  return kKeyManagement[static_cast<std::size_t>(algorithm)];
}

std::string_view to_string(ContentEncryption algorithm) noexcept {
  return kContentEncryption[static_cast<std::size_t>(algorithm)];
}

std::optional<KeyManagement> parse_key_management(std::string_view name) noexcept {
  return parse<KeyManagement>(kKeyManagement, name);
}

std::optional<ContentEncryption> parse_content_encryption(std::string_view name) noexcept {
  return parse<ContentEncryption>(kContentEncryption, name);
}

bool fits(KeyManagement algorithm, KeyType type) noexcept {
  switch (type) {
    case KeyType::rsa: return algorithm == KeyManagement::RSA_OAEP_256;
    case KeyType::ec_p256:
    case KeyType::ec_p384:
    case KeyType::ec_p521:
    case KeyType::x25519: return algorithm != KeyManagement::RSA_OAEP_256;
    case KeyType::ed25519:
    case KeyType::ed448: return false;
  }
  std::unreachable();
}

AeadAlgorithm aead_algorithm(ContentEncryption algorithm) noexcept {
  switch (algorithm) {
    case ContentEncryption::A128CBC_HS256: return AeadAlgorithm::aes128_cbc_hmac_sha256;
    case ContentEncryption::A256CBC_HS512: return AeadAlgorithm::aes256_cbc_hmac_sha512;
    case ContentEncryption::A128GCM: return AeadAlgorithm::aes128_gcm;
    case ContentEncryption::A256GCM: return AeadAlgorithm::aes256_gcm;
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
