// A server that runs for the length of a test.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "adapters/http/http_server.hpp"

namespace attesto::test {

/// Free port, one I/O thread, few workers.
inline HttpServerSettings small_settings() { return {.port = 0, .workers = 2, .queue = 4}; }

/// Says what it was asked: method, target, body.
inline http::Response echo(const http::Request& request) {
  http::Response response;
  response.body.append(request.method).append(" ").append(request.target).append(" ").append(request.body);
  return response;
}

inline bool always_inline(const http::Request&) { return true; }
inline bool never_inline(const http::Request&) { return false; }

inline std::unique_ptr<HttpServer> start_server(const HttpServerSettings& settings = small_settings(),
                                                HttpHandler handler = echo,
                                                AnswersInline answers_inline = always_inline) {
  auto server = HttpServer::start(settings, std::move(handler), std::move(answers_inline));
  if (!server) throw std::runtime_error(server.error());
  return std::move(*server);
}

/// A complete request with a Host field.
inline std::string get(const std::string& target, const std::string& fields = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& target, const std::string& body, const std::string& fields = {}) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         fields + "\r\n" + body;
}

}  // namespace attesto::test
