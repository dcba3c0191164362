// Everything a host says to get a server.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/endpoint/paths.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/policy/client_registry.hpp"
#include "attesto/policy/end_users.hpp"
#include "attesto/policy/event.hpp"
#include "attesto/policy/key_ring.hpp"
#include "attesto/policy/scope_policy.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// Members without a default must be named, or it does not compile.
struct Config {
  Issuer issuer;
  CurrentKeys keys;
  std::shared_ptr<Store> store;
  std::shared_ptr<const Clock> clock;
  std::shared_ptr<Random> random;
  LoadClient load_client;
  std::optional<EndUsers> end_users{};

  std::optional<VerifyClientSecret> verify_client_secret{};  ///< default: SHA-256 of generated secrets
  std::optional<NarrowScope> narrow_scope{};                 ///< default: grant what was asked for
  std::optional<EventSink> on_event{};
  Scope scopes_supported{};  ///< advertised; `openid` is added when there are end-users
  std::string audience{};    ///< `aud` of access tokens; default: the issuer (RFC 9068 §2.2)
  TokenLifetimes lifetimes{};
  EndpointPaths paths{};
  bool require_pkce = true;  ///< false lets confidential clients go without (RFC 9700 §2.1.1)
};

}  // namespace attesto::inline v0
