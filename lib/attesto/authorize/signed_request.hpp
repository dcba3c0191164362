// Authorization requests that the client signed, by value - RFC 9101, OIDC Core §6.1.
#pragma once

#include <array>
#include <expected>

#include "attesto/base/clock.hpp"
#include "attesto/jose/algorithm_list.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/proof/request_object.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// Which request objects a server takes in `request`; one by reference is taken by push alone.
struct RequestObjectRules {
  /// What they may be signed with; advertised. Empty: none is taken. Each client may say one of these.
  AlgorithmList algorithms{Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256, Algorithm::RS256};
  bool required = false;  ///< of every client; otherwise each says so (RFC 9101 §10.5)
  RequestObjectPolicy::Profile profile = RequestObjectPolicy::Profile::generic;  ///< which rules they follow
};

/// The parameters of the object in `request`, under the keys that the client registered.
/// @param issuer  must be in its `aud`
/// @error request_not_supported   the server takes none, or the client registered no keys to check one with
/// @error invalid_request_object  whatever check_request_object() says
/// @rfc 9101 §5, §6
[[nodiscard]] Result<Form> open_request_object(std::string_view request, const Client& client,
                                               const RequestObjectRules& rules, std::string_view issuer, Instant now);

}  // namespace attesto::inline v0
