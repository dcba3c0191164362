// The front channel from a request to its answer - RFC 6749 §4.1.1-4.1.2, OIDC Core §3.1.2.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "attesto/authorize/interaction_store.hpp"
#include "attesto/authorize/request.hpp"
#include "attesto/base/request_context.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// A code for the client.
struct CodeGranted {
  TrustedRedirect redirect;     ///< where the code goes
  Secret code;                  ///< the only copy: the store has its hash
  Authorization authorization;  ///< what it stands for
};
/// The host shows a page of its own and will come back.
struct HostTakesOver {
  http::Response response;  ///< its page, or the redirect to it
};

/// One of the three ways in which an authorization request ends, for now.
using AuthorizationAnswer = std::variant<CodeGranted, AuthorizationRefusal, HostTakesOver>;

/// What the browser gets: the answer, and cookies to set with it.
struct FrontChannelAnswer {
  AuthorizationAnswer answer;               ///< what to render
  std::optional<std::string> set_cookie{};  ///< the binding cookie, to set or to remove
  std::string client_id{};                  ///< whose request it was, for events; as received if that is all we know
};

/// A new authorization request.
[[nodiscard]] FrontChannelAnswer begin_authorization(const AuthorizeServices& services, const RequestContext& context,
                                                     const http::Request& request, const Form& form);

/// The browser comes back from a login or consent page.
[[nodiscard]] FrontChannelAnswer resume_authorization(const AuthorizeServices& services, const RequestContext& context,
                                                      const http::Request& request, const InteractionId& id);

}  // namespace attesto::inline v0
