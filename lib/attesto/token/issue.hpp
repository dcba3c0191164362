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
#include "attesto/oauth/actor.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// What a grant decided; nothing of it has happened yet.
struct IssuePlan {
  ClientId client_id;                            ///< who gets it
  Subject subject;                               ///< for whom it speaks
  Scope scope;                                   ///< of this access token
  Audience audience;                             ///< of this access token
  AuthorizationDetails authorization_details{};  ///< of this access token
  /// The authorization that the access token came from: it dies with it.
  std::optional<FamilyId> family{};
  Confirmation cnf{};  ///< of this access token
  ActorChain act{};    ///< of this access token
  MayAct may_act{};    ///< of this access token
  /// Present: the access token does not outlive this, whatever the lifetimes say.
  std::optional<Instant> expires_by{};
  /// Present: said in the response (RFC 8693 §2.2.1). Lives as long as the program.
  std::optional<std::string_view> issued_token_type{};
  /// Absent for a client on its own behalf (RFC 6749 §4.4): then there is only an access token.
  std::optional<Authorization> authorization{};
  bool with_id_token = false;  ///< only with an authorization
  /// Present: a refresh token goes with it, and no successor of it lives beyond this.
  std::optional<Instant> refresh_until{};
  /// Whether the new refresh token is bound as the access token is: those of public clients, whose
  /// refresh tokens nothing else protects (RFC 9449 §5, RFC 8705 §4).
  bool binds_refresh_token = false;
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
  std::string access_token;                             ///< a JWT (RFC 9068)
  std::string_view token_type;                          ///< how it is to be shown (RFC 6749 §7.1)
  std::chrono::seconds expires_in;                      ///< of the access token
  std::string scope;                                    ///< of the access token
  AuthorizationDetails authorization_details{};         ///< of the access token
  std::optional<std::string_view> issued_token_type{};  ///< absent: not said
  std::optional<Secret> refresh_token{};                ///< absent: none goes with it
  std::optional<std::string> id_token{};                ///< absent: none goes with it
};

/// Tokens that may be handed out once `commit` has won.
struct Issued {
  TokenSet tokens;  ///< for the client
  Commit commit;    ///< on condition of which it gets them
};

/// What every token of a server has in common.
struct IssueSettings {
  std::string_view issuer;            ///< who issues
  const TokenLifetimes& lifetimes;    ///< how long it lives
  const Signer& access_token_signer;  ///< signs access tokens
  const Signer& id_token_signer;      ///< signs ID tokens
};

/// Signs and draws what the plan asks for. Nothing is stored yet, and nothing fails for the plan's sake.
[[nodiscard]] Issued issue_tokens(const IssueSettings& settings, Random& random, Instant now, IssuePlan plan);

/// How long a revoked family must be remembered: until nothing issued from it can live any more.
[[nodiscard]] Instant remember_revoked_until(const TokenLifetimes& lifetimes, Instant now);

}  // namespace attesto::inline v0
