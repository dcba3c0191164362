// Cookies - RFC 6265.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// A cookie to set. Always HttpOnly, Path=/ and SameSite=Lax: it must survive the redirect back
/// from a login page and never the cross-site POST.
struct Cookie {
  std::string name;                               ///< of the cookie
  std::string value;                              ///< as received, without quotes
  std::optional<std::chrono::seconds> max_age{};  ///< absent: until the browser closes; 0: delete
  bool secure = true;                             ///< false only on http:// loopback issuers
};

/// The value of the first cookie of that name in the request.
/// @rfc 6265 §5.4
[[nodiscard]] std::optional<std::string_view> find_cookie(const http::Request& request, std::string_view name) noexcept;

/// The value of a Set-Cookie field.
/// @rfc 6265 §4.1
[[nodiscard]] std::string render_set_cookie(const Cookie& cookie);

}  // namespace attesto::inline v0
