#include "attesto/authorize/signed_request.hpp"

#include <utility>

namespace attesto::inline v0 {

Result<Form> open_request_object(std::string_view request, const Client& client, const RequestObjectRules& rules,
                                 std::string_view issuer, Instant now) {
  if (rules.algorithms.empty() || !client.jwks)
    return fail(ErrorCode::request_not_supported, "request objects are not supported, send plain parameters",
                Reason::request_object_unsupported);
  AlgorithmList algorithms = rules.algorithms;
  // "MUST be signed with this algorithm" (OIDC Registration §2, RFC 9101 §10.5)
  if (const auto only = client.request_object_signing_alg)
    algorithms = rules.algorithms.contains(*only) ? AlgorithmList{*only} : AlgorithmList{};
  const auto keys = client.jwks->verification_keys(client.request_object_signing_alg);
  const RequestObjectPolicy policy{.profile = rules.profile, .issuer = issuer, .algorithms = algorithms};
  auto object = check_request_object(request, client.client_id, keys, policy, now);
  if (!object) return std::unexpected(to_error(object.error()));
  return std::move(object->parameters);
}

}  // namespace attesto::inline v0
