// Signed content in compact form - RFC 7515 §7.1.
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <utility>

#include "attesto/base/bytes.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Why a JWS, or the JWT that it carries, was refused.
enum class JwtError {
  malformed,        ///< not three canonical base64url segments, or a JSON object outside the limits
  critical_header,  ///< has `crit` (RFC 7515 §4.1.11), `b64` or `zip`, or brings keys (`jku`, `jwk`, `x5u`, `x5c`)
  wrong_type,       ///< `typ` is not the expected one (RFC 8725 §3.11)
  unknown_key,      ///< no trusted key has its `kid`, or none is named and several fit
  wrong_algorithm,  ///< `alg` is not the algorithm of the key (RFC 8725 §3.1)
  wrong_signature,
};

inline constexpr std::size_t kMaxJwtBytes = 16 * 1024;       ///< A longer JWT is refused before it is decoded.
inline constexpr std::size_t kMaxJwtHeaderBytes = 8 * 1024;  ///< A longer header is refused before it is decoded.

/// A compact JWS taken apart. Its syntax is checked and nothing in it is trusted.
///
/// @note Keeps views into the text that was parsed; that text must outlive it.
class Jws {
 public:
  /// @error malformed        not a compact JWS within the limits; the JSON serialisation never is
  /// @error critical_header  a header parameter that changes how it is read or brings its own key
  /// @rfc 7515 §5.2, §7.1
  [[nodiscard]] static std::expected<Jws, JwtError> parse(std::string_view compact);

  /// The protected header: its syntax is checked, nothing in it is trusted.
  [[nodiscard]] const Json& header() const noexcept { return header_; }

  /// Verifies the signature under one of the trusted keys.
  ///
  /// The key is chosen by exact `kid`; without a `kid` only if a single key has the header's `alg`.
  /// @param algorithms  accepted ones; an empty list refuses every token
  /// @return the payload
  /// @rfc 7515 §5.2, 8725 §3.1
  [[nodiscard]] std::expected<Bytes, JwtError> verify(std::span<const VerificationKey> keys,
                                                      std::span<const Algorithm> algorithms = kAllAlgorithms) const;

 private:
  Jws(Json header, std::string_view signing_input, std::string_view payload, std::string_view signature)
      : header_(std::move(header)), signing_input_(signing_input), payload_(payload), signature_(signature) {}
  Json header_;
  std::string_view signing_input_;
  std::string_view payload_;
  std::string_view signature_;
};

}  // namespace attesto::inline v0
