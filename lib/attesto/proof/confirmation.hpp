// Whether a token's binding and what was shown with it agree - RFC 9449 §7.1, RFC 8705 §3.
#pragma once

#include <expected>
#include <optional>

#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto::inline v0 {

/// What came with a token: the key of a verified DPoP proof, a client certificate.
/// @note A certificate counts as shown only where bindings to certificates are in use; a server
///       behind a mutual-TLS mesh leaves it out.
struct ShownProofs {
  std::optional<KeyThumbprint> jkt{};               ///< the key of a proof
  std::optional<CertificateThumbprint> x5t_s256{};  ///< the certificate of the connection
};

/// Why a token and what came with it don't agree.
enum class ConfirmationError : std::uint8_t {
  proof_required,          ///< bound to a DPoP key, no proof
  proof_of_other_key,      ///< bound to another DPoP key
  proof_unexpected,        ///< a proof, but the token is not bound to a DPoP key
  certificate_required,    ///< bound to a certificate, none shown
  other_certificate,       ///< bound to another certificate
  certificate_unexpected,  ///< a certificate, but the token is not bound to one
};

/// Compares a token's `cnf` with what was shown. A token with both bindings needs both; what is
/// shown without being asked for is refused, so that a proof is never silently not checked, and one
/// kind never stands for the other (W-9).
///
/// A pure function for server and resource alike.
/// @rfc 9449 §7.1, 8705 §3, 7800 §3.1
[[nodiscard]] std::expected<void, ConfirmationError> check_confirmation(const Confirmation& cnf,
                                                                        const ShownProofs& shown) noexcept;

/// Whether all that something is bound to was shown; more may be. For what a client brings to the token
/// endpoint: a proof there is for the new token too, whatever the old one is bound to.
/// @rfc 9449 §5, §10
[[nodiscard]] std::expected<void, ConfirmationError> check_possession(const Confirmation& cnf,
                                                                      const ShownProofs& shown) noexcept;

/// As a resource answers it: `invalid_token` for all of them.
/// @rfc 9449 §7.1, 8705 §3
[[nodiscard]] Error to_error(ConfirmationError error) noexcept;

}  // namespace attesto::inline v0
