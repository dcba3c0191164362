// Client authentication and token binding by certificate - RFC 8705.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/crypto/certificate.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The value of `x5t#S256`. @rfc 8705 §3.1
[[nodiscard]] CertificateThumbprint certificate_thumbprint(const Certificate& certificate);

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

/// The one name by which a `tls_client_auth` client is known. Its metadata must have exactly one of
/// the five; which one is part of the value, so a DNS name never matches an e-mail address.
/// @rfc 8705 §2.1.2
class RegisteredName {
 public:
  /// Parameter names of the client metadata.
  enum class Kind : std::uint8_t {
    tls_client_auth_subject_dn,  ///< compared as a name, not as text: DistinguishedName
    tls_client_auth_san_dns,     ///< whole name, without case; no wildcards
    tls_client_auth_san_uri,     ///< byte for byte
    tls_client_auth_san_ip,      ///< any spelling of the address
    tls_client_auth_san_email,   ///< local part byte for byte, domain without case
  };
  /// @return nothing if the text is no name of that kind
  [[nodiscard]] static std::optional<RegisteredName> parse(Kind kind, std::string_view text);
  /// Whether it is the one that is registered.
  [[nodiscard]] bool matches(const Certificate& certificate) const;

 private:
  RegisteredName(Kind kind, std::variant<DistinguishedName, std::string> value)
      : kind_(kind), value_(std::move(value)) {}
  Kind kind_;
  std::variant<DistinguishedName, std::string> value_;  ///< of an address: its 4 or 16 bytes
};

/// Checks a certificate of a `tls_client_auth` client.
/// @rfc 8705 §2.1
[[nodiscard]] std::expected<void, MtlsError> check_tls_client_auth(const Certificate& certificate, ChainTrust chain,
                                                                   const RegisteredName& name, Instant now);

/// What a `self_signed_tls_client_auth` client registered: keys, with the exact certificate where
/// the JWK has one in `x5c`.
/// @rfc 8705 §2.2.2
class RegisteredCertificates {
 public:
  /// A larger set is refused.
  static constexpr std::size_t kMaxKeys = 20;

  /// Reads a JWK Set. One entry that we can't use (an unknown `kty`, an encryption key) does not
  /// take the others with it (RFC 7517 §5).
  /// @return nothing if it is no set, is larger than kMaxKeys, holds a private, symmetric, weak or
  ///         broken key, or a key that differs from the one in its own `x5c` (RFC 7517 §4.7)
  [[nodiscard]] static std::optional<RegisteredCertificates> parse(const Json& jwk_set);
  /// Whether its key is in the set.
  [[nodiscard]] bool contains(const Certificate& certificate) const;

 private:
  struct Entry {
    KeyThumbprint key;
    std::optional<CertificateThumbprint> certificate;
  };
  static std::optional<Entry> parse_entry(const Json& jwk, const PublicKey& key);
  std::vector<Entry> entries_;
};

/// Checks a certificate of a `self_signed_tls_client_auth` client. An expired one is refused: RFC
/// 8705 leaves that open, and a date that means nothing helps nobody.
/// @rfc 8705 §2.2
[[nodiscard]] std::expected<void, MtlsError> check_self_signed_tls_client_auth(const Certificate& certificate,
                                                                               const RegisteredCertificates& registered,
                                                                               Instant now);

}  // namespace attesto::inline v0
