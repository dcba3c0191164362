// Authenticated encryption of JWE content - RFC 7518 §5.2, §5.3.
#pragma once

#include <cstddef>
#include <optional>

#include "attesto/base/bytes.hpp"
#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// @rfc 7518 §5.2.3, §5.2.5, §5.3
enum class AeadAlgorithm : std::uint8_t { aes128_cbc_hmac_sha256, aes256_cbc_hmac_sha512, aes128_gcm, aes256_gcm };

/// Bytes of a key of that algorithm.
[[nodiscard]] std::size_t aead_key_bytes(AeadAlgorithm algorithm) noexcept;
/// Bytes of a nonce of that algorithm.
[[nodiscard]] std::size_t aead_nonce_bytes(AeadAlgorithm algorithm) noexcept;
/// The one length a tag may have; a shorter one is easier to guess (RFC 7518 §5.3).
[[nodiscard]] std::size_t aead_tag_bytes(AeadAlgorithm algorithm) noexcept;

/// What both sides bring besides the message.
struct AeadContext {
  ByteView key;         ///< aead_key_bytes() of them
  ByteView nonce;       ///< aead_nonce_bytes() of them; never twice with one key
  ByteView associated;  ///< authenticated, not encrypted
};

/// What encryption makes.
struct AeadOutput {
  Bytes ciphertext;  ///< as long as the plain text, or padded (CBC)
  Bytes tag;         ///< aead_tag_bytes() of them
};

/// @pre key and nonce have the lengths of the algorithm, and the nonce is fresh
/// @throws std::invalid_argument if a length is wrong
[[nodiscard]] AeadOutput aead_encrypt(AeadAlgorithm algorithm, const AeadContext& context, ByteView plain);

/// Checks the tag before anything is decrypted, so padding can't be an oracle.
/// @return nothing if a length, the tag or the padding is wrong, without saying which
/// @rfc 7518 §5.2.2.2
[[nodiscard]] std::optional<SecretBytes> aead_decrypt(AeadAlgorithm algorithm, const AeadContext& context,
                                                      ByteView ciphertext, ByteView tag);

}  // namespace attesto::inline v0
