// What a host says about DPoP - RFC 9449 §4.3, §8, §11.1.
#pragma once

#include <optional>

#include "attesto/jose/algorithm_list.hpp"
#include "attesto/proof/dpop.hpp"
#include "attesto/proof/dpop_nonce.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// How proofs are checked, wherever a server or a resource takes them.
struct DpopOptions {
  /// `alg` values that are accepted, and advertised; at least one. The default is what FAPI 2.0
  /// Security Profile §5.4.1 allows, and what every DPoP client can do.
  AlgorithmList algorithms{kFapiAlgorithms};
  DpopWindow window{};  ///< how far `iat` may be off
  /// Present: each proof must carry one of these nonces (RFC 9449 §8). All nodes share the keys.
  /// There is no way to ask for nonces without saying with what they are made (W-10).
  std::optional<DpopNonces> nonces{};

  /// What check_dpop() goes by at an endpoint of that class. It refers to these options.
  [[nodiscard]] DpopPolicy policy_at(DpopEndpoint endpoint) const {
    DpopPolicy policy{.algorithms = algorithms, .window = window};
    if (nonces) policy.nonce.emplace(*nonces, endpoint);
    return policy;
  }
};

/// Adds a new nonce for endpoints of that class to a response. Call it for `use_dpop_nonce`, and where a
/// proof says renew_nonce(). Adds nothing where there are no nonces.
/// @rfc 9449 §8, §8.2, §9
void add_dpop_nonce(http::Response& response, const std::optional<DpopOptions>& options, DpopEndpoint endpoint,
                    Instant now);

}  // namespace attesto::inline v0
