// What the endpoints work with: made by the server once, lives as long as it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attesto/authorize/services.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/request_context.hpp"
#include "attesto/client_auth/services.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/server_metadata.hpp"
#include "attesto/policy/end_users.hpp"
#include "attesto/policy/event.hpp"
#include "attesto/policy/exchange_policy.hpp"
#include "attesto/policy/introspection.hpp"
#include "attesto/policy/key_ring.hpp"
#include "attesto/policy/rate_limiter.hpp"
#include "attesto/policy/recent_refusals.hpp"
#include "attesto/policy/registration.hpp"
#include "attesto/policy/scope_policy.hpp"
#include "attesto/policy/target_policy.hpp"
#include "attesto/proof/dpop_options.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// The parts of one server, as its endpoints see them.
struct Services {
  const Issuer& issuer;                            ///< who answers
  const ServerMetadata& metadata;                  ///< what the discovery documents say
  const std::string& audience;                     ///< `aud` of access tokens, unless something else was authorized
  const TargetPolicy& targets;                     ///< which others there are
  std::span<const Grant* const> grants;            ///< what the token endpoint offers
  std::span<const std::string_view> repeatable;    ///< parameters that one of these may repeat
  const CurrentKeys& keys;                         ///< the current ring; asked once per request
  Store& store;                                    ///< everything durable
  Random& random;                                  ///< source of codes, tokens and identifiers
  const TokenLifetimes& lifetimes;                 ///< of everything that is issued
  RefreshRotation refresh_rotation;                ///< unless the client says otherwise
  const std::optional<DpopOptions>& dpop;          ///< absent: proofs are not looked at
  bool require_sender_constraint;                  ///< of every client; otherwise each says so
  const ClientAuthServices client_auth;            ///< finds and authenticates clients
  const std::optional<NarrowScope>& narrow_scope;  ///< absent: grant what was asked for
  const std::optional<DecideExchange>& decide_exchange;    ///< absent: no token exchange
  const std::optional<IntrospectionRules>& introspection;  ///< absent: no introspection
  const std::optional<EventSink>& on_event;                ///< absent: nobody hears of anything
  const std::optional<RegistrationPolicy>& registration;   ///< absent: clients do not register themselves
  std::string_view client_configuration_url;          ///< where they find themselves (RFC 7592 §2), without the query
  RecentRefusals& refusals;                           ///< remembers the latest
  RateLimiter* rate_limiter;                          ///< null: nothing is limited
  const EndUsers* end_users;                          ///< null: no end-users
  const std::optional<AuthorizeServices>& authorize;  ///< present with end-users

  /// Tells the host, with what every event of the request has in common.
  ///
  /// A sink that breaks its promise and throws loses its event, not the answer: the tokens of a
  /// commit that was won must go out.
  void emit(const RequestContext& context, Event event) const noexcept {
    event.at = context.now;
    event.request_id = context.request_id;
    event.endpoint = context.endpoint;
    refusals.note(event);
    if (!on_event) return;
    try {
      (*on_event)(event);
    } catch (...) {  // NOLINT(bugprone-empty-catch): see above
    }
  }
};

}  // namespace attesto::inline v0
