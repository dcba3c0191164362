// A checked authorization request - RFC 6749 §4.1.1, OIDC Core §3.1.2.1.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attesto/base/id.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/claims_parameter.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/response_mode.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// Values of `prompt` (OIDC Core §3.1.2.1): `none` comes alone, and what the host answers is held
/// against them and against `max_age` (W-24).
struct Prompt {
  bool none = false;            ///< no page may be shown
  bool login = false;           ///< log in again, whatever session there is
  bool consent = false;         ///< ask again, whatever was granted before
  bool select_account = false;  ///< let the person choose who they are
};

/// What a client asked for, after every check that needs no end-user. The client may be answered
/// at `redirect_uri`.
struct AuthorizationRequest {
  ClientId client_id;                              ///< who asks
  std::string redirect_uri;                        ///< where the answer goes
  ResponseMode response_mode{};                    ///< how the answer travels
  Scope scope{};                                   ///< what for; empty: none was sent
  Audience resources{};                            ///< where; empty: none was named, so the server's own audience
  AuthorizationDetails authorization_details{};    ///< what exactly; empty: not said
  std::optional<std::string> state{};              ///< returned byte for byte
  std::optional<std::string> nonce{};              ///< for the ID token, byte for byte
  std::optional<CodeChallenge> code_challenge{};   ///< absent where PKCE is not required and was not used
  std::optional<KeyThumbprint> dpop_jkt{};         ///< present: the code is for who holds this key (RFC 9449 §10)
  Prompt prompt{};                                 ///< which pages may or must be shown
  std::optional<std::chrono::seconds> max_age{};   ///< a login older than this doesn't count
  std::optional<std::string> login_hint{};         ///< who the client thinks it is: untrusted text
  std::optional<Subject> id_token_hint_subject{};  ///< `sub` of a verified `id_token_hint`, or demanded by `claims`
  std::optional<EssentialAcr> essential_acr{};     ///< what the login must reach, or it has failed
  std::vector<std::string> acr_values{};           ///< wished for, the best one first
  std::vector<std::string> ui_locales{};           ///< wished for, the best one first; BCP 47
};

}  // namespace attesto::inline v0
