// Which refresh tokens are replaced at each use - RFC 9700 §4.14.2, FAPI 2.0 Security Profile §5.3.2.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace attesto::inline v0 {

/// "Refresh tokens for public clients MUST be sender-constrained or use refresh token rotation" (RFC 9700
/// §4.14.2): those that nothing else protects are replaced under each of these.
enum class RefreshRotation : std::uint8_t {
  always,
  /// Not those that a client must authenticate for, nor those that are bound to a key: FAPI 2.0 wants no
  /// rotation, "except in extraordinary circumstances". Such a token lives as long as
  /// TokenLifetimes::refresh_token says from its first day, and using it again is no theft.
  unless_protected,
};

/// The name in configurations and in client metadata.
[[nodiscard]] std::string_view to_string(RefreshRotation rotation) noexcept;
/// Exact match.
[[nodiscard]] std::optional<RefreshRotation> parse_refresh_rotation(std::string_view name) noexcept;

}  // namespace attesto::inline v0
