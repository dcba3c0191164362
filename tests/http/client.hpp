// A client that sends exactly the bytes it is told to, with or without TLS.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::test {

/// A response as it came over the wire.
struct WireResponse {
  int status = 0;
  std::vector<std::string> header_lines;  ///< without the status line
  std::string body;

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> headers(std::string_view name) const;
};

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

/// Every wait is bounded; what does not come in time reads as the end of the connection.
class Client {
 public:
  explicit Client(std::uint16_t port, std::chrono::seconds patience = std::chrono::seconds(10));
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  /// Does the client's half of a TLS handshake. @return whether it succeeded
  [[nodiscard]] bool start_tls(SSL_CTX* context, SSL_SESSION* resumed = nullptr);
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

  /// @return whether all bytes could be sent
  bool send(std::string_view bytes);
  /// Reads one response. @param to_head  the request was HEAD: no body follows
  /// @return nothing if the connection ended first
  [[nodiscard]] std::optional<WireResponse> read_response(bool to_head = false);
  /// What arrives until the server closes or nothing came for the time of patience.
  [[nodiscard]] std::string read_all();
  /// Whether the server has closed and sent nothing more.
  [[nodiscard]] bool closed() { return read_all().empty() && saw_end_; }
  /// What arrives within this time, without waiting for more.
  [[nodiscard]] std::string read_within(std::chrono::milliseconds time);

 private:
  /// @return whether bytes were added to what was received
  bool receive();
  [[nodiscard]] bool receive_until(std::string_view end, std::size_t& found);
  void set_patience(std::chrono::milliseconds time) const;

  int socket_ = -1;
  std::chrono::milliseconds patience_;
  bool saw_end_ = false;  // FIN or reset, as opposed to lost patience
  std::string received_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace attesto::test
