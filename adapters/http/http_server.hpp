// The HTTP engine: sockets, TLS, limits and deadlines around one handler - RFC 9112, RFC 8446.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "attesto/base/callback.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Where the certificate and its key are; both PEM. Read once, at the start.
struct TlsFiles {
  std::string certificate_chain;  ///< the server's certificate first
  std::string private_key;        ///< PEM file with the key of the first certificate
  /// PEM file with the authorities that certificates of clients are validated against; absent: none is.
  std::optional<std::string> client_authorities{};
  /// Whether clients are asked for a certificate. None is turned away for the one that it shows, nor for
  /// showing none: http::Peer says what it was.
  bool asks_for_certificate = true;
};

/// Bounds on what one connection may cost, and what the client is answered beyond them.
struct HttpLimits {
  std::size_t request_line = 8 * 1024;   ///< bytes; more is 414
  std::size_t header_block = 16 * 1024;  ///< bytes, request line included; more is 431
  std::size_t header_count = 100;        ///< fields; more is 431
  std::size_t body = 32 * 1024;          ///< bytes; more is 413
  // Checked about once a second.
  std::chrono::seconds header_read{5};         ///< from the first byte, and for the first one; more is 408
  std::chrono::seconds body_read{10};          ///< more is 408
  std::chrono::seconds idle{15};               ///< between two requests of a connection; more closes it
  std::chrono::seconds write{10};              ///< for one response; more closes the connection
  std::size_t connections = 10'000;            ///< in total; more are closed at once
  std::size_t connections_per_address = 1000;  ///< more are closed at once
};

/// Where and how an HttpServer listens.
struct HttpServerSettings {
  std::string address = "127.0.0.1";  ///< textual IP address to listen on
  std::uint16_t port = 9000;          ///< 0: any free one, see HttpServer::port()
  std::optional<TlsFiles> tls{};      ///< absent: plain HTTP, for loopback or behind a proxy
  unsigned io_threads = 1;            ///< threads that read and write sockets; at least 1
  unsigned workers = 32;              ///< threads for requests that may block
  std::size_t queue = 1024;           ///< requests waiting for a worker; more are 503
  std::chrono::seconds drain{10};     ///< how long stop() lets requests finish
  HttpLimits limits{};                ///< sizes, counts and deadlines
};

/// Answers one request. Called from several threads at once.
using HttpHandler = Callback<http::Response(const http::Request&)>;
/// Whether the handler answers this request without blocking: then it runs on the I/O thread.
using AnswersInline = Callback<bool(const http::Request&)>;

/// A running HTTP/1.1 server. Everything of Boost stays behind this header.
class HttpServer {
 public:
  /// Binds, reads the TLS files and starts the threads; requests are answered when it returns.
  /// @error  what can't be had (address in use, unreadable key, key that does not fit the
  ///         certificate …), and what to do about it
  [[nodiscard]] static std::expected<std::unique_ptr<HttpServer>, std::string> start(const HttpServerSettings& settings,
                                                                                     HttpHandler handler,
                                                                                     AnswersInline answers_inline);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Stops if nobody did.
  virtual ~HttpServer() = default;

  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  /// Accepts nothing new, lets running requests finish within the drain time, joins every thread.
  virtual void stop() = 0;

 protected:
  HttpServer() = default;
};

}  // namespace attesto::inline v0
