// Success responses: the single door for headers that every answer needs.
#pragma once

#include <string>
#include <string_view>

#include "attesto/authorize/redirect.hpp"
#include "attesto/token/issue.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// JSON that must not be cached (RFC 6749 §5.1).
[[nodiscard]] http::Response render_json(int status, std::string body);
/// A public document: cacheable, readable from any origin.
[[nodiscard]] http::Response render_public_document(std::string_view media_type, std::string body);
/// @rfc 6749 §5.1, 8693 §2.2.1, 9396 §7
[[nodiscard]] http::Response render_tokens(const TokenSet& tokens);
/// The redirect back to the client; 303, so that a POST does not travel on (RFC 9700 §4.12), kept out
/// of caches and of `Referer` (W-50).
/// @param parameters  already encoded `name=value` pairs
[[nodiscard]] http::Response render_redirect(const TrustedRedirect& redirect, std::string_view issuer,
                                             std::string_view parameters);
/// Adds what keeps a response out of caches: Cache-Control and Pragma.
void forbid_caching(http::Response& response);

}  // namespace attesto::inline v0
