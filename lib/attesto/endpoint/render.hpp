// Success responses: the single door for headers that every answer needs.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

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
/// The answer that goes back to the client by the browser, with its `state`, and with `iss` in every
/// response (RFC 9207 §2); kept out of caches and of `Referer` (W-50).
///
/// `query` is a redirect, 303, so that a POST does not travel on (RFC 9700 §4.12); `form_post` is a
/// page that submits itself, or has a button where scripts are off.
/// @param parameters  what it says, not encoded
/// @rfc 6749 §4.1.2; OAuth 2.0 Form Post Response Mode §2
[[nodiscard]] http::Response render_authorization_response(
    const TrustedRedirect& redirect, std::string_view issuer,
    std::initializer_list<std::pair<std::string_view, std::string_view>> parameters);
/// Adds what keeps a response out of caches: Cache-Control and Pragma.
void forbid_caching(http::Response& response);

}  // namespace attesto::inline v0
