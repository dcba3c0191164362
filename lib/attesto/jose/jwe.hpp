// Encrypted content and nested JWTs in compact form - RFC 7516 §7.1, RFC 7519 §5.2, RFC 8725.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/jose/jwe_keys.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Why a JWE was refused.
enum class JweError {
  malformed,        ///< not five canonical base64url segments of possible lengths, or a broken header
  critical_header,  ///< has `crit` (RFC 7516 §4.1.13) or `zip`, or brings or points to keys
  unknown_key,      ///< no key of ours has its `kid`, or none is named and several fit
  wrong_algorithm,  ///< `alg` is not the algorithm of the key, or `enc` is none of ours
  undecryptable,    ///< the encrypted key, the tag or the padding: which one is not told (RFC 7516 §11.5)
  not_nested,       ///< decrypt_jwt only: what was encrypted is no signed JWT
};

/// Room for a JWT of the largest size that is signed with us (jwt.hpp), encrypted to the largest key.
inline constexpr std::size_t kMaxJweBytes = 24 * 1024;
inline constexpr std::size_t kMaxJweHeaderBytes = 8 * 1024;  ///< A longer header is refused before it is decoded.

/// What the content is; an empty member is left out of the header.
struct JweContent {
  std::string_view typ;  ///< what the whole is; empty: not said
  std::string_view cty;  ///< what the content is, e.g. `JWT`; empty: not said
  ByteView plain;        ///< what to encrypt
};

/// Encrypts to one recipient. Content key and nonce are fresh from `random`; ephemeral keys and the
/// seed of OAEP come from OpenSSL's own generator.
/// @throws whatever `random` throws; then nothing was encrypted
/// @rfc 7516 §5.1
[[nodiscard]] std::string encrypt_jwe(const EncryptionKey& recipient, Random& random, const JweContent& content);

/// What was inside.
struct DecryptedJwe {
  Json header;   ///< authenticated with the content
  Secret plain;  ///< the content
};

/// Decrypts a compact JWE with one of our keys.
///
/// The key is chosen by exact `kid`; without a `kid` only if a single key has the token's `alg`. A
/// content key that can't be recovered is replaced by one nobody knows, so that this failure takes
/// the same way, and about the same time, as a wrong tag.
/// @rfc 7516 §5.2, §11.5
[[nodiscard]] std::expected<DecryptedJwe, JweError> decrypt_jwe(std::string_view compact,
                                                                std::span<const DecryptionKey> keys);

/// Encrypts what was signed before, with `cty: JWT`: for ID tokens, userinfo and JARM.
/// @rfc 7519 §5.2, §11.2, OIDC Core §10.2
[[nodiscard]] std::string encrypt_jwt(const EncryptionKey& recipient, Random& random, std::string_view signed_jwt);

/// The signed JWT inside a JWE, not verified yet. Encryption says nothing about who wrote the
/// claims, so bare claims are refused.
/// @error not_nested  `cty` is not JWT, or the content has not the three segments of a JWS
/// @rfc 7519 §7.2 step 8, 8725 §2.3
[[nodiscard]] std::expected<Secret, JweError> decrypt_jwt(std::string_view compact,
                                                          std::span<const DecryptionKey> keys);

}  // namespace attesto::inline v0
