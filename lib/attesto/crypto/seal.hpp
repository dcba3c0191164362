// Authenticated encryption for things at rest: AES-256-GCM - NIST SP 800-38D.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/base/bytes.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/crypto/hmac.hpp"

namespace attesto::inline v0 {

/// Encrypts small values with one 256-bit key. Output: 12-byte nonce, ciphertext, 16-byte tag.
class Sealer {
 public:
  /// Bytes of a key.
  static constexpr std::size_t kKeyBytes = 32;
  /// @throws std::invalid_argument unless the key has 32 bytes
  explicit Sealer(ByteView key);

  /// @param context  authenticated with the value: a sealed value moved elsewhere does not open
  [[nodiscard]] Bytes seal(Random& random, ByteView plain, std::string_view context) const;
  /// @return nothing if the key, the context or a single bit is wrong
  [[nodiscard]] std::optional<Secret> open(ByteView sealed, std::string_view context) const;

  /// A key for something else, from which nobody learns this one or another purpose's. Every program
  /// with this key derives the same.
  /// @rfc 5869 §2.3, whose only block this is; the key is random already, so nothing is extracted
  [[nodiscard]] HmacSha256 derive(std::string_view purpose) const;

 private:
  Secret key_;
};

}  // namespace attesto::inline v0
