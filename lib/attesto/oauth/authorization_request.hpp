// A checked authorization request - RFC 6749 §4.1.1, OIDC Core §3.1.2.1.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attesto/base/id.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// Values of `prompt` (OIDC Core §3.1.2.1).
struct Prompt {
  bool none = false;
  bool login = false;
  bool consent = false;
  bool select_account = false;
};

/// What a client asked for, after every check that needs no end-user. `redirect_uri` is one of the
/// client's registered ones, byte for byte.
struct AuthorizationRequest {
  ClientId client_id;
  std::string redirect_uri;
  Scope scope{};
  std::optional<std::string> state{};  ///< returned byte for byte
  std::optional<std::string> nonce{};
  std::optional<CodeChallenge> code_challenge{};
  Prompt prompt{};
  std::optional<std::chrono::seconds> max_age{};
  std::optional<std::string> login_hint{};
  std::optional<Subject> id_token_hint_subject{};  ///< `sub` of a verified `id_token_hint`
  std::vector<std::string> acr_values{};
  std::vector<std::string> ui_locales{};
};

}  // namespace attesto::inline v0
