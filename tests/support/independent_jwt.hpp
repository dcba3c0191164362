// Reads and verifies a JWT with nothing of ours but the JSON parser.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/wire/json.hpp"

namespace attesto::test {

struct IndependentJwt {
  Json header;
  Json claims;
};

/// Verifies an ES256 JWT against the key of its `kid` in a JWK Set document, straight with OpenSSL.
/// @return nothing if the form, the algorithm, the key or the signature is wrong
[[nodiscard]] std::optional<IndependentJwt> verify_es256(std::string_view jwt, std::string_view jwk_set);

/// base64url(left half of SHA-256), as OIDC Core §3.1.3.6 defines `at_hash` for ES256.
[[nodiscard]] std::string independent_at_hash(std::string_view access_token);

}  // namespace attesto::test
