// Client authentication and token binding by certificate - RFC 8705.
#pragma once

#include <expected>

#include "attesto/base/clock.hpp"
#include "attesto/crypto/certificate.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/oauth/registered_certificates.hpp"
#include "attesto/oauth/registered_name.hpp"

namespace attesto::inline v0 {

/// Why a certificate does not authenticate a client.
enum class MtlsError : std::uint8_t {
  chain_not_validated,  ///< whoever ended TLS did not say that it trusts the issuer
  outside_validity,     ///< expired or not yet valid
  other_name,           ///< has not the registered name
  other_key,            ///< is not a registered certificate, nor of a registered key
};

/// `invalid_client` for all of them. @rfc 8705 §2
[[nodiscard]] Error to_error(MtlsError error) noexcept;

/// Whether the end of TLS (our listener, or a proxy that we trust) validated the chain up to an
/// authority for clients. Asserted, never assumed.
enum class ChainTrust : std::uint8_t { validated, not_validated };

/// Checks a certificate of a `tls_client_auth` client.
/// @rfc 8705 §2.1
[[nodiscard]] std::expected<void, MtlsError> check_tls_client_auth(const Certificate& certificate, ChainTrust chain,
                                                                   const RegisteredName& name, Instant now);

/// Checks a certificate of a `self_signed_tls_client_auth` client. An expired one is refused: RFC
/// 8705 leaves that open, and a date that means nothing helps nobody.
/// @rfc 8705 §2.2
[[nodiscard]] std::expected<void, MtlsError> check_self_signed_tls_client_auth(const Certificate& certificate,
                                                                               const RegisteredCertificates& registered,
                                                                               Instant now);

}  // namespace attesto::inline v0
