// The bytes before a response's body - RFC 9110 §6, RFC 9112 §4, §6, §9.
#pragma once

#include <string>
#include <string_view>

#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0::http_engine {

/// What the engine knows about the exchange and the handler does not.
struct Exchange {
  bool close = true;                ///< this is the connection's last response
  bool confirm_keep_alive = false;  ///< HTTP/1.0 clients want to be told
  std::string_view date;            ///< value of Date
};

/// Appends status line and header block with Date, Content-Length and Connection; the handler's
/// fields keep their order.
void render_head(std::string& out, const http::Response& response, const Exchange& exchange);

/// Whether a response of this status has no body, whatever the request was (RFC 9110 §6.4.1).
[[nodiscard]] bool never_has_body(int status) noexcept;

/// An answer of the engine itself: plain text, not to be stored.
[[nodiscard]] http::Response plain_answer(int status, std::string_view text);

}  // namespace attesto::inline v0::http_engine
