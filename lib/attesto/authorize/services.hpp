// What the front channel works with.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "attesto/authorize/signed_request.hpp"
#include "attesto/base/random.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/policy/client_registry.hpp"
#include "attesto/policy/end_users.hpp"
#include "attesto/policy/key_ring.hpp"
#include "attesto/policy/scope_policy.hpp"
#include "attesto/policy/target_policy.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// Made by the server once; lives as long as it.
struct AuthorizeServices {
  const Issuer& issuer;                            ///< who answers
  const LoadClient& load_client;                   ///< finds clients
  const EndUsers& end_users;                       ///< what the host says of its end-users
  const std::optional<NarrowScope>& narrow_scope;  ///< absent: grant what was asked for
  const CurrentKeys& keys;                         ///< for `id_token_hint`
  Store& store;                                    ///< interactions and codes
  Random& random;                                  ///< source of both
  const TokenLifetimes& lifetimes;                 ///< of codes
  std::string_view audience;                       ///< of access tokens, unless others are named
  const TargetPolicy& targets;                     ///< which others there are
  std::string_view resume_endpoint;                ///< absolute URL of the resume endpoint
  const RequestObjectRules& request_objects;       ///< which signed requests are taken
  bool require_pushed_requests;                    ///< of every client; otherwise each says so
  bool require_pkce;                               ///< false: confidential clients may go without
};

}  // namespace attesto::inline v0
