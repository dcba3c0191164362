// What an end-user authorized, as codes and refresh tokens carry it - RFC 6749 §1.4, §1.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// One authorization; every token of its family repeats it.
struct Authorization {
  FamilyId family;
  ClientId client_id;
  Subject subject;
  Scope scope;        ///< what was granted; refreshes may narrow a token, never this
  Audience audience;  ///< where its access tokens may be used; the same holds
  Instant auth_time;
  std::optional<std::string> nonce{};
  std::string acr{};
  std::vector<std::string> amr{};
};

/// The body of an authorization code's record.
/// @rfc 6749 §4.1.2
struct AuthorizationCode {
  Authorization authorization;
  std::string redirect_uri;
  std::optional<CodeChallenge> code_challenge{};
  Instant expires_at;  ///< valid before this; the record stays longer, so that reuse is recognised

  [[nodiscard]] std::string to_json() const;
  [[nodiscard]] static std::optional<AuthorizationCode> from_json(std::string_view text);
};

/// The body of a refresh token's record.
/// @rfc 6749 §6
struct RefreshToken {
  Authorization authorization;
  Instant expires_at;         ///< this token dies if it is not used before
  Instant family_expires_at;  ///< no successor lives beyond

  [[nodiscard]] std::string to_json() const;
  [[nodiscard]] static std::optional<RefreshToken> from_json(std::string_view text);
};

}  // namespace attesto::inline v0
