// Bearer tokens at a protected resource - RFC 6750 §2, RFC 9068 §4.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Finds the one access token of a request: in the Authorization header, or in the form body of a
/// POST. A token in the query is not looked at (RFC 9700 §4.3.2).
/// @param form  the parsed form body; null if there is none
/// @error invalid_token    no token at all or a header of another scheme (Reason::token_missing), or
///        not exactly one token behind `Bearer`
/// @error invalid_request  more than one token (RFC 6750 §2)
/// @rfc 6750 §2.1, §2.2
[[nodiscard]] Result<std::string> find_access_token(const http::Request& request, const Form* form);

/// Checks a token that comes alone, and that neither it nor its family was revoked. A token that
/// is bound to a key is refused here.
/// @error invalid_token  it does not count, for whatever reason; the Reason says which
/// @rfc 6750 §3.1, 9068 §4
[[nodiscard]] Result<AccessToken> check_bearer(std::string_view compact, std::span<const VerificationKey> keys,
                                               const AccessPolicy& policy, const ReadView& store, Instant now);

}  // namespace attesto::inline v0
