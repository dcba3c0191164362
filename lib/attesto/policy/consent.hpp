// The end-user's consent - RFC 6749 §4.1.1 step B, OIDC Core §3.1.2.4.
#pragma once

#include <string_view>
#include <variant>

#include "attesto/base/callback.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/authorization_request.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What the library asks the host: may this client have this?
struct ConsentRequest {
  const AuthorizationRequest& request;  ///< what was asked for
  const Client& client;                 ///< who asks
  const Subject& subject;               ///< who is asked
  const Scope& scope;                   ///< what would be granted
  std::string_view interaction;         ///< as in AuthenticationRequest
  std::string_view resume_uri;          ///< as in AuthenticationRequest
  bool interactive = true;              ///< false: answer from what is remembered (`prompt=none`)
  bool force = false;                   ///< ask again even if it is remembered (`prompt=consent`)
};

/// Granted, perhaps less than was asked for; never more.
struct Consented {
  Scope scope;  ///< what was granted
};
/// The end-user said no.
struct Denied {};
/// Nothing is remembered, and no page was shown.
struct ConsentMissing {};

/// A Response means: the host has taken over and will come back to `resume_uri`.
using ConsentOutcome = std::variant<Consented, Denied, ConsentMissing, http::Response, Unavailable>;

/// Called after authentication and again each time the browser comes back. May block.
using AskConsent = Callback<ConsentOutcome(const ConsentRequest&, const http::Request&)>;

}  // namespace attesto::inline v0
