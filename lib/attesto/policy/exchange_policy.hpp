// The host's word on token exchange - RFC 8693 §1.1, §2.1.
#pragma once

#include <variant>

#include "attesto/base/callback.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/actor.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// What the library asks the host: may this client have a token like this? Both tokens are genuine
/// and alive by then, and nothing here goes beyond them but, perhaps, `audience`.
struct ExchangeRequest {
  const Client& client;              ///< who asks; authenticated, and registered for token exchange
  const Subject& subject;            ///< whom the new token would be about
  const ClientId& subject_client;    ///< whom the subject token was issued to; may be another client
  const Audience& subject_audience;  ///< where the subject token can be used
  const ActorChain& act;             ///< of the new token; empty: the client would pass for the subject
  const Scope& scope;                ///< of the new token
  const Audience& audience;          ///< of the new token
  const AuthorizationDetails& authorization_details;  ///< of the new token
};

/// The exchange may go on.
struct ExchangeGranted {
  /// Where the subject token can't be used, but the new one may be. Names that were not asked for
  /// do no harm: a token is only ever for what was asked.
  Audience further_audience{};
  /// Who alone may act with the new token for the subject, from now on.
  MayAct may_act{};
};
/// The exchange ends here: `invalid_request`.
struct ExchangeDenied {};

/// The host's answer; Unavailable if it has none just now.
using ExchangeOutcome = std::variant<ExchangeGranted, ExchangeDenied, Unavailable>;

/// Decides on one token exchange. May block. There is no default: without it the grant is neither
/// advertised nor answered, because who may pass for whom is nothing that a library can know.
using DecideExchange = Callback<ExchangeOutcome(const ExchangeRequest&)>;

}  // namespace attesto::inline v0
