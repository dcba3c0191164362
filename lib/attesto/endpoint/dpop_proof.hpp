// DPoP proofs at the endpoints that clients talk to - RFC 9449 §5, §8.
#pragma once

#include <optional>

#include "attesto/base/request_context.hpp"
#include "attesto/endpoint/services.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/proof/dpop.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Checks the proof of a request against the URL of the endpoint that it came to.
/// @return nothing without a `DPoP` field, or where DPoP is off: then the field says nothing to us
/// @error invalid_dpop_proof  it is not acceptable, or not the only one
/// @error use_dpop_nonce      its nonce is missing or not acceptable; the answer needs add_dpop_nonce()
/// @note  Records nothing: replay_record() goes into the commit of what the proof is good for.
/// @rfc 9449 §5
[[nodiscard]] Result<std::optional<DpopProof>> find_dpop_proof(const Services& services, const RequestContext& context,
                                                               const http::Request& request);

}  // namespace attesto::inline v0
