// Reads an authorization request and checks all that needs no end-user.
// RFC 6749 §4.1.1, OIDC Core §3.1.2.1-3.1.2.2, RFC 9700 §2.1.
#pragma once

#include <expected>
#include <memory>
#include <optional>

#include "attesto/authorize/redirect.hpp"
#include "attesto/authorize/services.hpp"
#include "attesto/oauth/authorization_request.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// A request in which everything is right that can be known without asking a person.
struct ValidAuthorization {
  std::shared_ptr<const Client> client;  ///< registered, and not disabled
  TrustedRedirect redirect;              ///< where answers go
  AuthorizationRequest request;          ///< what was asked for
  /// The record of the pushed request that it is, to be used up with the answer.
  std::optional<RecordKey> pushed_request{};
};

/// A refusal and where it goes: without `redirect` it is an error page.
struct AuthorizationRefusal {
  Error error;                                ///< what the client, or the person, is told
  std::optional<TrustedRedirect> redirect{};  ///< where it goes
};

inline constexpr std::size_t kMaxStateBytes = 4096;  ///< A longer `state` is refused; it comes back in a URL.
inline constexpr std::size_t kMaxNonceBytes = 1024;  ///< A longer `nonce` is refused; it ends up in the ID token.

/// Checks in this order: request object, client, redirect URI, then everything else, so that nothing is
/// ever sent to a URI that was not checked (RFC 9700 §4.11.2).
///
/// With a request object, only what is in it counts (RFC 9101 §6.3); its refusal goes to the redirect URI
/// outside, if that is the client's.
/// @param pushed_by  the client that authenticated to push the request; it need not name itself beside
///        its object (RFC 9126 §3); null: a browser brought the request
[[nodiscard]] std::expected<ValidAuthorization, AuthorizationRefusal> check_authorization_request(
    const AuthorizeServices& services, const Form& form, Instant now, const ClientId* pushed_by = nullptr);

}  // namespace attesto::inline v0
