// Which assertions of clients a server takes - RFC 7523 §3, OIDC Core §9, FAPI 2.0 Security Profile §5.3.2.1.
#pragma once

#include <cstdint>

#include "attesto/jose/algorithm_list.hpp"

namespace attesto::inline v0 {

/// Whom an assertion may be addressed to, at every endpoint alike.
enum class AssertionAudience : std::uint8_t {
  /// The issuer, as a string: what FAPI 2.0 demands, and what no other server can make use of.
  issuer,
  /// Also the URL of the token endpoint, also in an array: for clients written after OIDC Core §9. An
  /// attacker's server that names our token endpoint as its own gets assertions that count here.
  issuer_or_token_endpoint,
};

/// How `private_key_jwt` is checked.
struct ClientAssertionRules {
  AssertionAudience audience = AssertionAudience::issuer;  ///< accepted values of `aud`
  /// Accepted values of `alg`, and those advertised; a client may be registered for one of them. Empty:
  /// `private_key_jwt` is not offered.
  AlgorithmList algorithms{kAllAlgorithms};
};

}  // namespace attesto::inline v0
