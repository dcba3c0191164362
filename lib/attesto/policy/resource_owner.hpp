// The host's end-users: who is at the browser - RFC 6749 §3.1, OIDC Core §3.1.2.3.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "attesto/base/callback.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/authorization_request.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What the library asks the host: who is it?
struct AuthenticationRequest {
  const AuthorizationRequest& request;  ///< what was asked for
  const Client& client;                 ///< who asks
  /// Names this authorization request; put it into the URL of the login page. Two tabs have two.
  std::string_view interaction;
  /// Where to send the browser (303) when the login page is done.
  std::string_view resume_uri;
  /// false: no page may be shown (`prompt=none`); answer from the session or not at all.
  bool interactive = true;
  /// A login older than this does not count (`prompt=login`, `max_age`); the library checks it too.
  std::optional<Instant> not_before{};
};

/// The end-user is known.
struct Authenticated {
  Subject subject;                 ///< who it is
  Instant auth_time;               ///< when they proved it, not when the session was last used
  std::string acr{};               ///< empty: not sent
  std::vector<std::string> amr{};  ///< empty: not sent (RFC 8176)
};
/// Nobody is logged in, and no page was shown.
struct NotAuthenticated {};

/// A Response means: the host has taken over (a redirect to its login page, say) and will come
/// back to `resume_uri`.
using AuthenticationOutcome = std::variant<Authenticated, NotAuthenticated, http::Response, Unavailable>;

/// Called for each authorization request and again each time the browser comes back. May block.
using AuthenticateResourceOwner = Callback<AuthenticationOutcome(const AuthenticationRequest&, const http::Request&)>;

/// Whether the subject still exists and may receive tokens; asked when a code is redeemed or a
/// token refreshed. May block. Default: always.
using SubjectIsActive = Callback<std::expected<bool, Unavailable>(const Subject&)>;

}  // namespace attesto::inline v0
