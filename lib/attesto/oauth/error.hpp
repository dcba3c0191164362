// OAuth errors as values - RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1; OIDC Core §3.1.2.6; RFC 9449 §12.2;
// RFC 8707 §2; RFC 9396 §5; RFC 7591 §3.2.2.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string_view>
#include <utility>

#include "attesto/base/wire_text.hpp"
#include "attesto/oauth/reason.hpp"

namespace attesto::inline v0 {

/// Wire values of `error`, from the IANA OAuth Extensions Error registry; named as they are sent.
enum class ErrorCode : std::uint8_t {
  // RFC 6749 §4.1.2.1, §5.2
  invalid_request,
  invalid_client,
  invalid_grant,
  unauthorized_client,
  unsupported_grant_type,
  unsupported_response_type,
  invalid_scope,
  access_denied,
  server_error,
  temporarily_unavailable,
  // RFC 6750 §3.1
  invalid_token,
  insufficient_scope,
  // OIDC Core §3.1.2.6
  login_required,
  consent_required,
  unmet_authentication_requirements,
  request_not_supported,
  request_uri_not_supported,
  invalid_request_uri,
  invalid_request_object,
  // RFC 9449 §5, §8
  invalid_dpop_proof,
  use_dpop_nonce,
  // RFC 8707 §2
  invalid_target,
  // RFC 9396 §5
  invalid_authorization_details,
  // RFC 7591 §3.2.2
  invalid_redirect_uri,
  invalid_client_metadata,
  unapproved_software_statement,
};

/// The wire value.
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// A refusal: what the client reads, and what we log.
struct Error {
  ErrorCode code;        ///< value of `error`
  WireText description;  ///< value of `error_description`: says what to fix, never echoes input
  Reason reason;         ///< stable id for logs, metrics and `attesto explain`
  /// Which of many members is at fault, said before the description; a literal name of ours, or empty.
  std::string_view member{};
  /// Who asks has to wait that long, at least a second: 429 with `Retry-After` (RFC 6585 §4), whatever the code.
  std::optional<std::chrono::seconds> retry_after{};
};

/// A value, or the refusal of a request.
template <class T>
using Result = std::expected<T, Error>;

/// A refusal, to be returned.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, WireText description, Reason reason) {
  return std::unexpected(Error{code, description, reason});
}

/// The store or the host did not answer: 503, never a protocol denial.
[[nodiscard]] inline std::unexpected<Error> fail_unavailable(Reason reason) {
  return fail(ErrorCode::temporarily_unavailable, "the server is temporarily unavailable, try again", reason);
}

/// Who asks did so too often. No code is registered for that at the token endpoint (RFC 6749 §5.2);
/// `temporarily_unavailable` is what clients know already for "try again later". `invalid_client` would
/// have them throw away good credentials, and `slow_down` (RFC 8628 §3.5) go on polling.
/// @param wait  until it makes sense again; whole seconds are sent, rounded up
[[nodiscard]] inline std::unexpected<Error> fail_too_often(Reason reason, std::chrono::milliseconds wait) {
  return std::unexpected(Error{.code = ErrorCode::temporarily_unavailable,
                               .description = "too many requests, wait for the seconds in Retry-After",
                               .reason = reason,
                               .retry_after = std::chrono::ceil<std::chrono::seconds>(wait)});
}

}  // namespace attesto::inline v0

/// Unwraps a Result or returns its error. g++ 12 has std::expected without and_then();
/// this is the only macro of the library.
#define ATTESTO_TRY(var, expr)                                        \
  auto var##_or = (expr);                                             \
  if (!var##_or) return std::unexpected(std::move(var##_or).error()); \
  auto& var = *var##_or
