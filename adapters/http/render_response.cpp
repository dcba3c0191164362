#include "adapters/http/render_response.hpp"

#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ostream>  // Boost 1.81 forgets it in status.hpp

namespace attesto::inline v0::http_engine {
namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool never_has_body(int status) noexcept { return status == 204 || status == 304 || status < 200; }

void render_head(std::string& out, const http::Response& response, const Exchange& exchange) {
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason.data(), reason.size()).append("\r\n");
  for (const http::Header& field : response.headers) append_field(out, field.name, field.value);
  append_field(out, "Date", exchange.date);
  if (!never_has_body(response.status)) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  if (exchange.close) append_field(out, "Connection", "close");
  else if (exchange.confirm_keep_alive) append_field(out, "Connection", "keep-alive");
  out.append("\r\n");
}

http::Response plain_answer(int status, std::string_view text) {
  http::Response response{.status = status, .body = std::string(text) + "\n"};
  response.add("Content-Type", "text/plain; charset=utf-8").add("Cache-Control", "no-store");
  return response;
}

}  // namespace attesto::inline v0::http_engine
