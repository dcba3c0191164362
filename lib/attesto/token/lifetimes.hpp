// How long what we issue lives.
#pragma once

#include <chrono>

namespace attesto::inline v0 {

/// No access token and no ID token lives longer, whatever is configured.
inline constexpr std::chrono::seconds kLongestTokenLifetime{24 * 3600};

/// All in seconds; each must be positive, but for the grace.
struct TokenLifetimes {
  std::chrono::seconds access_token{900};  ///< how long a revoked one may still be taken by resources that don't ask
  std::chrono::seconds id_token{3600};     ///< how long a client may start a session with it
  /// At most 60 seconds under FAPI 2.0 (RFC 6749 §4.1.2 allows 600).
  std::chrono::seconds authorization_code{60};
  /// From the push of an authorization request to the browser's first visit: 5 to 600 seconds; FAPI
  /// 2.0 §5.3.2.2 wants less than 600 (RFC 9126 §2.2).
  std::chrono::seconds pushed_request{60};
  /// Counted from each rotation, so that one that is not used dies after this; without rotation from
  /// the authorization.
  std::chrono::seconds refresh_token{14 * 24 * 3600};
  /// Counted from the authorization: no rotation lives beyond it (RFC 9700 §4.14.2), so that no
  /// session slides on for ever (W-16).
  std::chrono::seconds refresh_family{90 * 24 * 3600};
  /// How long a used refresh token still brings the same successor, as long as that is unused: for
  /// clients whose answer got lost, or that refresh twice at once. 0 to 10 seconds; 0: never, any
  /// second use revokes the family (RFC 9700 §4.14.2).
  std::chrono::seconds refresh_grace{0};
};

}  // namespace attesto::inline v0
