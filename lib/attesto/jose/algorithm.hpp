// JWS signature algorithms - RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/key.hpp"

namespace attesto::inline v0 {

/// The `alg` values this library signs and verifies with. `none` and HMAC have no name here.
/// @rfc 7518 §3.1, 8037 §3.1
enum class Algorithm : std::uint8_t { RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA };

/// Every one of them; for policies that leave the choice to the key.
inline constexpr std::array kAllAlgorithms = {Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
                                              Algorithm::PS384, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384,
                                              Algorithm::ES512, Algorithm::EdDSA};
/// What FAPI 2.0 Security Profile §5.4.1 allows.
inline constexpr std::array kFapiAlgorithms = {Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA};

/// The wire value.
[[nodiscard]] std::string_view to_string(Algorithm algorithm) noexcept;
/// Exact, case-sensitive match (RFC 7515 §4.1.1). `Ed25519`, which newer clients write, is EdDSA by another
/// name (RFC 9864 §2.2); we write the one that everybody reads.
[[nodiscard]] std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept;
/// Whether the `alg` of that name means this algorithm, with a key of that type: `Ed25519` is not for Ed448.
[[nodiscard]] bool names(std::string_view name, Algorithm algorithm, KeyType type) noexcept;
/// Whether a key of that type can be used with the algorithm.
[[nodiscard]] bool fits(Algorithm algorithm, KeyType type) noexcept;
/// What the algorithm is in terms of keys and digests.
[[nodiscard]] SignatureScheme signature_scheme(Algorithm algorithm) noexcept;
/// The digest for `at_hash` and `c_hash` (OIDC Core §3.1.3.6); SHA-512 for EdDSA with Ed25519, as
/// other implementations have it (W-40).
[[nodiscard]] DigestAlgorithm hash_claim_digest(Algorithm algorithm) noexcept;
/// The algorithm a key gets when nobody names one: RS256, ES256, ES384, ES512, EdDSA.
/// An X25519 key signs with none, so that `fits` refuses what this names for it.
[[nodiscard]] Algorithm default_algorithm(KeyType type) noexcept;

}  // namespace attesto::inline v0
