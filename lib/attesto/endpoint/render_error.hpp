// The only place where an Error becomes bytes.
// RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3; RFC 9207 §2; RFC 9110 §15.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "attesto/authorize/redirect.hpp"
#include "attesto/base/request_context.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/policy/end_users.hpp"
#include "attesto/resource/challenge.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// JSON for a client that talks to us directly (RFC 6749 §5.2).
struct ToClient {
  std::string_view realm;  ///< the issuer, for WWW-Authenticate with 401
};
/// Back to a redirect URI that was checked (RFC 6749 §4.1.2.1).
struct ToRedirect {
  const TrustedRedirect& redirect;  ///< where it goes, and the `state`
  std::string_view issuer;          ///< value of `iss`
};
/// A page: there is no redirect URI to trust.
struct ToBrowser {
  const std::optional<RenderErrorPage>& render_page;  ///< the host's; absent: ours
};
/// A challenge for whoever wants a protected resource (RFC 6750 §3).
using ToResourceCaller = Challenge;
/// Who gets to see an error.
using ErrorTarget = std::variant<ToClient, ToRedirect, ToBrowser, ToResourceCaller>;

/// The answer for an error. What it says depends on who sees it, its status on the error alone: a
/// client that fails to authenticate gets 401 at each endpoint (W-13), and no endpoint has a
/// rendering of its own (W-22). `X-Request-Id` names the request, and a page says it too; nowhere else is room
/// for it: neither in the JSON of RFC 6749 §5.2 nor in a redirect.
[[nodiscard]] http::Response render_error(const Error& error, const RequestContext& context, const ErrorTarget& target);

/// 405 with `Allow` (RFC 9110 §15.5.6).
[[nodiscard]] http::Response render_method_not_allowed(const RequestContext& context, std::string_view allow);

}  // namespace attesto::inline v0
