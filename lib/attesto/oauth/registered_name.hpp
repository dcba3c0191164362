// The name in a certificate by which a client is known - RFC 8705 §2.1.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "attesto/crypto/certificate.hpp"

namespace attesto::inline v0 {

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
  /// Which of the five it is.
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  /// As it was registered.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Whether the certificate has that name.
  [[nodiscard]] bool matches(const Certificate& certificate) const;

 private:
  RegisteredName(Kind kind, std::string_view text, std::variant<DistinguishedName, std::string> value)
      : kind_(kind), text_(text), value_(std::move(value)) {}
  Kind kind_;
  std::string text_;
  std::variant<DistinguishedName, std::string> value_;  ///< of an address: its 4 or 16 bytes
};

/// The parameter name.
[[nodiscard]] std::string_view to_string(RegisteredName::Kind kind) noexcept;

}  // namespace attesto::inline v0
