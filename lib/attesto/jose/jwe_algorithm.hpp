// JWE algorithms - RFC 7518 §4.1, §5.1, RFC 8037 §3.2.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/crypto/aead.hpp"
#include "attesto/crypto/key.hpp"

namespace attesto::inline v0 {

/// The `alg` values this library encrypts keys with. RSA1_5 (a padding oracle by design), passwords,
/// shared keys and `dir` have no name here.
/// @rfc 7518 §4.1, 8725 §3.2
enum class KeyManagement : std::uint8_t { ECDH_ES, ECDH_ES_A128KW, ECDH_ES_A256KW, RSA_OAEP_256 };

/// The `enc` values this library encrypts content with.
/// @rfc 7518 §5.1
enum class ContentEncryption : std::uint8_t { A128CBC_HS256, A256CBC_HS512, A128GCM, A256GCM };

/// The wire value.
///@{
[[nodiscard]] std::string_view to_string(KeyManagement algorithm) noexcept;
[[nodiscard]] std::string_view to_string(ContentEncryption algorithm) noexcept;
///@}
/// Exact, case-sensitive match (RFC 7516 §4.1.1).
[[nodiscard]] std::optional<KeyManagement> parse_key_management(std::string_view name) noexcept;
/// Exact, case-sensitive match (RFC 7516 §4.1.2).
[[nodiscard]] std::optional<ContentEncryption> parse_content_encryption(std::string_view name) noexcept;
/// Whether a key of that type can be used with the algorithm.
[[nodiscard]] bool fits(KeyManagement algorithm, KeyType type) noexcept;
/// The cipher that it stands for.
[[nodiscard]] AeadAlgorithm aead_algorithm(ContentEncryption algorithm) noexcept;

}  // namespace attesto::inline v0
