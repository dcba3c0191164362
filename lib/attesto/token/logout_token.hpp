// Logout tokens - OpenID Connect Back-Channel Logout §2.4, §2.6.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/jwt.hpp"

namespace attesto::inline v0 {

/// A session at the server, the value of `sid`. @rfc OIDC Front-Channel Logout §3
using SessionId = Id<struct SessionIdKind>;

/// Who is logged out: a subject everywhere, one session, or both named. Neither can't be said.
class LogoutTarget {
 public:
  /// Every session of that end-user.
  explicit LogoutTarget(Subject sub) : sub_(std::move(sub)) {}
  /// That session.
  explicit LogoutTarget(SessionId sid) : sid_(std::move(sid)) {}
  /// That session of that end-user.
  LogoutTarget(Subject sub, SessionId sid) : sub_(std::move(sub)), sid_(std::move(sid)) {}

  /// The end-user; absent: not said.
  [[nodiscard]] const std::optional<Subject>& sub() const noexcept { return sub_; }
  /// The session; absent: every one.
  [[nodiscard]] const std::optional<SessionId>& sid() const noexcept { return sid_; }

 private:
  std::optional<Subject> sub_;
  std::optional<SessionId> sid_;
};

/// The claims of a logout token. It has no `nonce`, so that no client can take it for an ID token.
struct LogoutToken {
  /// "as short as possible, preferably at most two minutes" (§2.4): it is delivered at once.
  static constexpr std::chrono::seconds kLifetime{120};

  std::string iss;      ///< the issuer
  ClientId aud;         ///< the client that is told
  Instant iat;          ///< `exp` is kLifetime later
  std::string jti;      ///< once per token
  LogoutTarget target;  ///< what ends
};

/// Signs with `typ: logout+jwt`.
[[nodiscard]] std::string mint_logout_token(const Signer& signer, const LogoutToken& token);

/// What a client expects of a logout token.
struct LogoutPolicy {
  std::string_view issuer;  ///< who must have made it
  ClientId client_id;       ///< whom it must be for
};

/// Why a logout token is refused.
enum class LogoutTokenError : std::uint8_t {
  untrusted,       ///< not a JWT of the issuer: form, type, key, signature, `iss`
  wrong_audience,  ///< for another client
  expired,         ///< `exp` is not in the future, or a date is missing or malformed
  wrong_event,     ///< `events` has not the logout event
  has_nonce,       ///< "A nonce Claim MUST NOT be present" (§2.4)
  incomplete,      ///< no `jti`, or neither `sub` nor `sid`
};

/// Checks a logout token as the client that gets it does.
/// @note The client still refuses a `jti` that it has seen (§2.6 (8)).
[[nodiscard]] std::expected<LogoutToken, LogoutTokenError> check_logout_token(std::string_view compact,
                                                                              std::span<const VerificationKey> keys,
                                                                              const LogoutPolicy& policy, Instant now);

}  // namespace attesto::inline v0
