#include "attesto/endpoint/dpop_proof.hpp"

#include <utility>

namespace attesto::inline v0 {

Result<std::optional<DpopProof>> find_dpop_proof(const Services& services, const RequestContext& context,
                                                 const http::Request& request) {
  if (!services.dpop) return std::nullopt;
  const auto fields = find_dpop_fields(request);
  if (fields.empty()) return std::nullopt;
  const auto target = TargetUri::parse(context.url);
  if (!target)
    return fail(ErrorCode::server_error, "the server does not know its own address", Reason::internal_failure);
  auto proof = check_dpop({.proofs = fields, .method = request.method, .target = *target},
                          services.dpop->policy_at(DpopEndpoint::authorization_server), context.now);
  if (!proof) return std::unexpected(to_error(proof.error()));
  return std::optional(*std::move(proof));
}

}  // namespace attesto::inline v0
