// The host's word on introspection: who may learn what about which token - RFC 7662 §2.2, §4.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "attesto/base/callback.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// A genuine token, and the client that asks about it.
struct IntrospectionQuestion {
  const Client& caller;       ///< who asks; authenticated, never public
  const ClientId& issued_to;  ///< whose token it is
  const Audience& audience;   ///< where it is to be used; empty: a refresh token, which is for us alone
  const Subject& subject;     ///< whom it speaks for
  const Scope& scope;         ///< what it is good for
};

/// Whether the caller may learn about the token; if not, it reads what it would read of no token at
/// all. May block.
using MayIntrospect = Callback<std::expected<bool, Unavailable>(const IntrospectionQuestion&)>;

/// Who may introspect what. As it stands, a client sees its own tokens, and access tokens whose
/// audience names it. That is asked of every client, because "any authenticated client" would let one
/// resource learn about the tokens of another.
/// W-48: without a policy of the host, anybody who authenticated saw every token.
/// @rfc 7662 §2.2, §4
struct IntrospectionRules {
  /// Resource servers by their `client_id`, each with the names that it has in `aud`, the server's own
  /// audience among them if it is the one.
  std::map<std::string, Audience, std::less<>> resource_servers{};
  /// Present: decides alone, and nothing of the above counts.
  std::optional<MayIntrospect> decide{};

  /// Whether the caller may learn about the token.
  [[nodiscard]] std::expected<bool, Unavailable> permit(const IntrospectionQuestion& question) const;
};

}  // namespace attesto::inline v0
