// How a protected resource refuses - RFC 6750 §3, RFC 9449 §7.1.
#pragma once

#include <span>
#include <string_view>

#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/resource/presented_token.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What the challenges of a refusal say besides the error.
struct Challenge {
  std::string_view realm;                        ///< whose tokens would do
  std::string_view scope{};                      ///< what would have been needed; empty: not said
  std::span<const Algorithm> dpop_algorithms{};  ///< of proofs; empty: the scheme `DPoP` is not known here
  TokenScheme presented = TokenScheme::bearer;   ///< how the token was shown that is refused
};

/// The refusal of a request, not to be cached. Each scheme that would do gets a `WWW-Authenticate` of its
/// own; the error stands in that of the scheme which was used, or had to be. A request without a
/// token gets no error code (RFC 6750 §3.1).
/// @note For `use_dpop_nonce` the caller adds the nonce: add_dpop_nonce().
/// @rfc 6750 §3, 9449 §7.1, §7.2, §9
[[nodiscard]] http::Response render_challenge(const Error& error, const Challenge& challenge);

}  // namespace attesto::inline v0
