// The issuer identifier - RFC 8414 §2, OIDC Discovery §3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// An `https` URL without query or fragment; `http` only for loopback hosts, in development, which
/// needs no certificate (W-4c).
/// Compared byte for byte, everywhere.
/// @rfc 8414 §2
class Issuer {
 public:
  /// Which schemes are allowed.
  enum class Transport : std::uint8_t { https_only, http_on_loopback_too };

  /// @return nothing if the text is not such a URL, has a trailing slash, userinfo, or a host that
  ///         is not lower case
  [[nodiscard]] static std::optional<Issuer> parse(std::string_view text, Transport transport = Transport::https_only);

  /// The wire value.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  /// Scheme, host and port.
  [[nodiscard]] std::string_view origin() const noexcept { return std::string_view(text_).substr(0, origin_size_); }
  /// The path without a trailing slash; empty for an issuer that is an origin.
  [[nodiscard]] std::string_view path() const noexcept { return std::string_view(text_).substr(origin_size_); }
  /// Whether its transport is encrypted.
  [[nodiscard]] bool is_https() const noexcept { return text_.starts_with("https:"); }

 private:
  Issuer(std::string_view text, std::size_t origin_size) : text_(text), origin_size_(origin_size) {}
  std::string text_;
  std::size_t origin_size_;
};

}  // namespace attesto::inline v0
