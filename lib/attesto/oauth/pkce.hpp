// PKCE - RFC 7636; S256 only and the downgrade rule: RFC 9700 §2.1.1, §4.8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// A `code_verifier` with the syntax of RFC 7636 §4.1.
///
/// What hasn't got that syntax is answered with `invalid_request`: RFC 6749 §5.2 gives this code to a
/// request that is "otherwise malformed". RFC 7636 §4.6 asks for `invalid_grant` where the values "are
/// not equal", which only a verifier can be: no client could have made a challenge from anything else.
class CodeVerifier {
 public:
  /// @return nothing unless it is 43 to 128 unreserved characters
  [[nodiscard]] static std::optional<CodeVerifier> parse(std::string_view text);
  /// The verifier, as received.
  [[nodiscard]] const Secret& secret() const noexcept { return secret_; }

 private:
  explicit CodeVerifier(std::string_view text) : secret_(text) {}
  Secret secret_;
};

/// A `code_challenge` for `S256`: the canonical base64url form of 32 bytes (RFC 7636 §4.2).
class CodeChallenge {
 public:
  /// @return nothing unless it is 43 characters of canonical base64url
  [[nodiscard]] static std::optional<CodeChallenge> parse(std::string_view text);
  /// The wire value.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }

 private:
  explicit CodeChallenge(std::string_view text) : text_(text) {}
  std::string text_;
};

/// How a verifier and a challenge get on.
enum class PkceVerdict : std::uint8_t { match, mismatch, missing_verifier, unexpected_verifier };

/// Compares in constant time. A verifier without a challenge is refused as well: that is what a
/// downgrade attack looks like (RFC 9700 §4.8.2).
/// @rfc 7636 §4.6
[[nodiscard]] PkceVerdict check_pkce(const std::optional<CodeVerifier>& verifier,
                                     const std::optional<CodeChallenge>& challenge);

}  // namespace attesto::inline v0
