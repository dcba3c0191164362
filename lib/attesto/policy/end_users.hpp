// What the host says about its end-users.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/policy/claims_provider.hpp"
#include "attesto/policy/consent.hpp"
#include "attesto/policy/resource_owner.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Draws the page for an error that may not be redirected. The library sets the status, whatever
/// the answer says. Show nothing but `description` and the id, by which the operator finds the request in
/// the log; both are safe as text.
using RenderErrorPage = Callback<http::Response(const Error&, std::string_view request_id)>;

/// Without it a server has no authorization endpoint, no userinfo and no OpenID Connect discovery:
/// client credentials only.
struct EndUsers {
  AuthenticateResourceOwner authenticate_resource_owner;  ///< who is at the browser
  AskConsent consent;                                     ///< what may the client have
  LoadClaims load_claims;                                 ///< what is known of them
  std::optional<SubjectIsActive> subject_is_active{};     ///< default: always active
  std::optional<RenderErrorPage> render_error_page{};     ///< default: a plain page
  std::chrono::seconds interaction_lifetime{600};         ///< from the request to the answer
};

}  // namespace attesto::inline v0
