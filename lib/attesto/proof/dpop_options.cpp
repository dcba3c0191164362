#include "attesto/proof/dpop_options.hpp"

namespace attesto::inline v0 {

void add_dpop_nonce(http::Response& response, const std::optional<DpopOptions>& options, DpopEndpoint endpoint,
                    Instant now) {
  if (options && options->nonces) response.add("DPoP-Nonce", options->nonces->mint(endpoint, now));
}

}  // namespace attesto::inline v0
