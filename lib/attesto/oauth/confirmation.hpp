// Which key a token is bound to: the `cnf` claim - RFC 7800 §3.1, RFC 9449 §6.1, RFC 8705 §3.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "attesto/base/bytes.hpp"
#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// Whether a text is the canonical base64url form of 32 bytes: 43 characters, one spelling.
[[nodiscard]] bool is_thumbprint(std::string_view text);
/// The canonical base64url form of a digest.
[[nodiscard]] std::string encode_thumbprint(const Sha256Digest& digest);

/// A SHA-256 thumbprint of one kind of thing: a certificate's can't be compared with a key's.
template <class Kind>
class Thumbprint {
 public:
  /// @return nothing unless is_thumbprint()
  [[nodiscard]] static std::optional<Thumbprint> parse(std::string_view text) {
    if (!is_thumbprint(text)) return std::nullopt;
    return Thumbprint(std::string(text));
  }
  /// Of a digest that was just computed.
  [[nodiscard]] static Thumbprint of(const Sha256Digest& digest) { return Thumbprint(encode_thumbprint(digest)); }
  /// The wire value.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }

  friend bool operator==(const Thumbprint&, const Thumbprint&) = default;

 private:
  explicit Thumbprint(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The value of `jkt`: the RFC 7638 thumbprint of a DPoP key. @rfc 9449 §6.1
using KeyThumbprint = Thumbprint<struct KeyThumbprintKind>;
/// The value of `x5t#S256`: the SHA-256 of a certificate's DER. @rfc 8705 §3.1
using CertificateThumbprint = Thumbprint<struct CertificateThumbprintKind>;

/// What a token is bound to. Empty: a bearer token. Both: both must be shown.
struct Confirmation {
  std::optional<KeyThumbprint> jkt{};               ///< a DPoP key
  std::optional<CertificateThumbprint> x5t_s256{};  ///< a client certificate

  /// Whether it is bound to nothing.
  [[nodiscard]] bool empty() const noexcept { return !jkt && !x5t_s256; }
  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

/// The value of `token_type` for a token bound to that: `DPoP` with a key (RFC 9449 §5), `Bearer` otherwise,
/// also with a certificate (RFC 8705 §3).
[[nodiscard]] std::string_view token_type(const Confirmation& confirmation) noexcept;

/// Writes the member `cnf`, or nothing for a bearer token.
void write_confirmation(JsonWriter& out, const Confirmation& confirmation);

/// Reads the member `cnf` of some claims; absent means a bearer token.
/// @return nothing for a method we don't know, also next to one that we know: a binding that we
///         can't check must not degrade to none
/// @rfc 7800 §3.1
[[nodiscard]] std::optional<Confirmation> find_confirmation(const Json& claims);

}  // namespace attesto::inline v0
