// From a decision to tokens: sign, hash, build the rows - RFC 6749 §5.1. CPU only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// What a grant decided; nothing of it has happened yet.
struct IssuePlan {
  ClientId client_id;
  Subject subject;
  Scope scope;        ///< of this access token
  Audience audience;  ///< of this access token
  /// Absent for a client on its own behalf (RFC 6749 §4.4): then there is only an access token.
  std::optional<Authorization> authorization{};
  bool with_id_token = false;
  /// Present: a refresh token goes with it, and no successor of it lives beyond this.
  std::optional<Instant> refresh_until{};
  /// Present: the used refresh token, for which the new one is sealed and kept for
  /// `lifetimes.refresh_grace`.
  std::optional<Secret> rotated{};
  /// Present: a refresh token that is handed out again, and no new one.
  std::optional<Secret> repeated{};
  std::vector<Claim> claims{};  ///< what this uses up
};

/// A successful token response, before it becomes bytes.
/// @rfc 6749 §5.1
struct TokenSet {
  std::string access_token;
  std::chrono::seconds expires_in;
  std::string scope;
  std::optional<Secret> refresh_token{};
  std::optional<std::string> id_token{};
};

/// Tokens that may be handed out once `commit` has won.
struct Issued {
  TokenSet tokens;
  Commit commit;
};

struct IssueSettings {
  std::string_view issuer;
  const TokenLifetimes& lifetimes;
  const Signer& access_token_signer;
  const Signer& id_token_signer;
};

[[nodiscard]] Issued issue_tokens(const IssueSettings& settings, Random& random, Instant now, IssuePlan plan);

/// How long a revoked family must be remembered: until nothing issued from it can live any more.
[[nodiscard]] Instant remember_revoked_until(const TokenLifetimes& lifetimes, Instant now);

}  // namespace attesto::inline v0
