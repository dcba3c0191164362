// URIs - RFC 3986.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// An absolute URI taken apart; components are exactly as written, nothing is decoded or normalised.
/// @rfc 3986 §3
class Uri {
 public:
  /// Accepts absolute URIs (with a scheme) made only of the characters RFC 3986 allows, every `%`
  /// followed by two hexadecimal digits, and a well-formed authority if there is one (host
  /// registered name, IPv4 or bracketed IPv6; port up to 65535).
  [[nodiscard]] static std::optional<Uri> parse(std::string_view text);

  /// As it was parsed.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  [[nodiscard]] std::string_view scheme() const noexcept;  ///< as written; compare without case
  /// Whether there is a `//`.
  [[nodiscard]] bool has_authority() const noexcept;
  /// Before the `@`; empty if there is none.
  [[nodiscard]] std::string_view userinfo() const noexcept;
  [[nodiscard]] std::string_view host() const noexcept;  ///< an IPv6 address keeps its brackets
  /// Nothing if there is none, or it is empty.
  [[nodiscard]] std::optional<std::uint16_t> port() const noexcept;
  /// Up to `?` or `#`; may be empty.
  [[nodiscard]] std::string_view path() const noexcept;
  /// Behind `?`; nothing if there is no `?`.
  [[nodiscard]] std::optional<std::string_view> query() const noexcept;
  /// Behind `#`; nothing if there is no `#`.
  [[nodiscard]] std::optional<std::string_view> fragment() const noexcept;
  /// Scheme, host and port, e.g. `https://auth.example.com:8443`.
  [[nodiscard]] std::string_view origin() const noexcept;
  /// Whether the host is 127.0.0.0/8, [::1] or `localhost` (RFC 8252 §7.3, §8.3).
  [[nodiscard]] bool is_loopback() const noexcept;

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  [[nodiscard]] std::string_view at(Span span) const noexcept {
    return std::string_view(text_).substr(span.begin, span.size);
  }

  std::string text_;
  Span scheme_, userinfo_, host_, path_, query_, fragment_, origin_;
  std::optional<std::uint16_t> port_;
  bool has_authority_ = false;
  bool has_query_ = false;
  bool has_fragment_ = false;
};

}  // namespace attesto::inline v0
