// The URI of a request as `htu` names it - RFC 9449 §4.2, §4.3 (9); RFC 3986 §6.2.2, §6.2.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace attesto::inline v0 {

/// An HTTP target URI without query and fragment, normalised so that equal texts mean equal targets.
///
/// Normalised: case of scheme and host, the scheme's default port, a port's leading zeroes, an empty
/// path (`/`), escapes of unreserved characters, case of the remaining escapes.
/// Kept apart: `%2F` and `/`, a trailing slash, a trailing dot of the host, letter case of the path.
/// Refused: user information, escapes in the host, dot segments (no honest client sends them, and
/// proxies disagree about them), and `http` for any host that is not loopback.
class TargetUri {
 public:
  /// @return nothing unless it is an absolute `http` or `https` URL with a host
  [[nodiscard]] static std::optional<TargetUri> parse(std::string_view text);
  /// The normalised form, as it is compared.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }

  friend bool operator==(const TargetUri&, const TargetUri&) = default;

 private:
  explicit TargetUri(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace attesto::inline v0
