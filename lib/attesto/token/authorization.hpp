// What an end-user authorized, as codes and refresh tokens carry it - RFC 6749 §1.4, §1.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// One authorization; every token of its family repeats it.
struct Authorization {
  FamilyId family;                               ///< falls as a whole
  ClientId client_id;                            ///< to whom it was given
  Subject subject;                               ///< by whom
  Scope scope;                                   ///< what was granted; refreshes may narrow a token, never this
  Audience audience;                             ///< where its access tokens may be used; the same holds
  AuthorizationDetails authorization_details{};  ///< what exactly they allow; the same holds
  Instant auth_time;                             ///< when they had logged in
  std::optional<std::string> nonce{};            ///< of the authorization request
  std::string acr{};                             ///< how they had logged in; empty: not known
  std::vector<std::string> amr{};                ///< by which methods; empty: not known
};

/// The body of an authorization code's record.
/// @rfc 6749 §4.1.2
struct AuthorizationCode {
  Authorization authorization;                    ///< what it stands for
  std::string redirect_uri;                       ///< must come again, byte for byte
  std::optional<CodeChallenge> code_challenge{};  ///< absent where PKCE was not used
  std::optional<KeyThumbprint> dpop_jkt{};        ///< present: only with a proof of this key (RFC 9449 §10)
  Instant expires_at;  ///< valid before this; the record stays longer, so that reuse is recognised

  /// The body of its record.
  [[nodiscard]] std::string to_json() const;
  /// @return nothing unless `text` is what to_json() made
  [[nodiscard]] static std::optional<AuthorizationCode> from_json(std::string_view text);
};

/// The body of a refresh token's record.
/// @rfc 6749 §6
struct RefreshToken {
  Authorization authorization;  ///< what it stands for
  Instant expires_at;           ///< this token dies if it is not used before
  Instant family_expires_at;    ///< no successor lives beyond
  Confirmation cnf{};           ///< what must be shown with it (RFC 9449 §5); empty: a confidential client's

  /// The body of its record.
  [[nodiscard]] std::string to_json() const;
  /// @return nothing unless `text` is what to_json() made
  [[nodiscard]] static std::optional<RefreshToken> from_json(std::string_view text);
};

}  // namespace attesto::inline v0
