// Where a request has its access token - RFC 6750 §2, RFC 9449 §7.1.
#pragma once

#include <cstdint>
#include <string>

#include "attesto/oauth/error.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// How a token is shown: alone, or with a proof of its key.
enum class TokenScheme : std::uint8_t { bearer, dpop };

/// A token as a request shows it; nothing of it is checked.
struct PresentedToken {
  TokenScheme scheme;  ///< of the Authorization header; a token in the body is a bearer token
  std::string value;   ///< what stands behind it
};

/// Finds the one access token of a request: behind `Bearer` or `DPoP` in the Authorization header, or
/// in the form body of a POST. A token in the query is not looked at (RFC 9700 §4.3.2).
/// @param form  the parsed form body; null if there is none
/// @error invalid_token    no token at all or a header of another scheme (Reason::token_missing), or
///        not exactly one token behind the scheme
/// @error invalid_request  more than one token (RFC 6750 §2)
/// @rfc 6750 §2.1, §2.2, 9449 §7.1
[[nodiscard]] Result<PresentedToken> find_access_token(const http::Request& request, const Form* form);

}  // namespace attesto::inline v0
