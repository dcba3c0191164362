// Everything a host says to get a server.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attesto/authorize/signed_request.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/endpoint/paths.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/policy/client_assertions.hpp"
#include "attesto/policy/client_certificates.hpp"
#include "attesto/policy/client_registry.hpp"
#include "attesto/policy/end_users.hpp"
#include "attesto/policy/event.hpp"
#include "attesto/policy/exchange_policy.hpp"
#include "attesto/policy/introspection.hpp"
#include "attesto/policy/key_ring.hpp"
#include "attesto/policy/profile.hpp"
#include "attesto/policy/rate_limits.hpp"
#include "attesto/policy/registration.hpp"
#include "attesto/policy/scope_policy.hpp"
#include "attesto/policy/target_policy.hpp"
#include "attesto/proof/dpop_options.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// The only configuration there is, for all endpoints (W-27). Members without a default must be
/// named, or it does not compile: nothing is started behind the host's back, and nothing that is
/// needed can be missing at the first request (W-44).
struct Config {
  Issuer issuer;     ///< its name in everything it issues
  CurrentKeys keys;  ///< what it signs with; asked anew for each request
  /// Everything durable. Of this issuer alone: a code that another one put there would count here.
  std::shared_ptr<Store> store;
  std::shared_ptr<const Clock> clock;   ///< read once per request
  std::shared_ptr<Random> random;       ///< source of codes, tokens and identifiers
  LoadClient load_client;               ///< finds clients
  std::optional<EndUsers> end_users{};  ///< absent: client credentials only

  /// Which rules the values below are held against; with_profile() sets those that the profile starts from.
  Profile profile = Profile::oauth21;
  std::optional<VerifyClientSecret> verify_client_secret{};  ///< default: SHA-256 of generated secrets
  ClientAssertionRules client_assertions{};                  ///< default: addressed to the issuer, any algorithm
  std::optional<ClientCertificates> client_certificates{};   ///< absent: no certificate of a client reaches us
  std::optional<RegistrationPolicy> registration{};          ///< default: no client registers itself (W-35)
  /// How often strangers may try; absent: as often as they like (W-35).
  std::optional<RateLimits> rate_limits{std::in_place};
  std::optional<NarrowScope> narrow_scope{};        ///< default: grant what was asked for
  std::optional<DecideExchange> decide_exchange{};  ///< default: no token exchange, and none is advertised
  /// The host's own grant types, behind the library's; each lives as long as the server (RFC 6749 §4.5).
  std::vector<const Grant*> grants{};
  /// Who may introspect which tokens; absent: there is no such endpoint, and none is advertised.
  std::optional<IntrospectionRules> introspection{std::in_place};
  std::optional<EventSink> on_event{};  ///< absent: nobody hears of anything
  std::size_t refusals_kept = 256;      ///< how many Server::recent_refusals() remembers
  Scope scopes_supported{};             ///< advertised; `openid` is added when there are end-users
  std::string audience{};               ///< `aud` of access tokens; default: the issuer (RFC 9068 §2.2)
  TargetPolicy targets{};               ///< default: that audience, and no authorization details
  TokenLifetimes lifetimes{};           ///< of everything that is issued
  RefreshRotation refresh_rotation = RefreshRotation::always;  ///< unless the client says otherwise
  /// How DPoP proofs are checked; absent: they are not looked at, and DPoP is not advertised.
  std::optional<DpopOptions> dpop{std::in_place};
  EndpointPaths paths{};                               ///< where the endpoints are
  RequestObjectRules request_objects{};                ///< which signed requests are taken (RFC 9101)
  bool require_pushed_authorization_requests = false;  ///< of every client; otherwise each says so (RFC 9126 §5)
  /// No token that is bound to nothing: each client proves a DPoP key, or shows its certificate if that is
  /// what it is registered for (FAPI 2.0 Security Profile §5.3.2.1). Otherwise each client says so.
  bool require_sender_constraint = false;
  /// Each client authenticates with a key: no secrets, no public clients (FAPI 2.0 Security Profile §5.3.2.1).
  bool require_client_keys = false;
  bool require_pkce = true;  ///< false lets confidential clients go without (RFC 9700 §2.1.1)
};

}  // namespace attesto::inline v0
