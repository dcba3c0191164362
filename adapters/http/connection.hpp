// A TCP connection, with or without TLS.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0::http_engine {

class Session;

/// The concrete executor: asio's default for sockets is type-erased and costs on every operation.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using ErrorCode = boost::system::error_code;

/// What a session does when an operation ends. Keeps the session alive until then.
struct Continuation {
  std::shared_ptr<Session> session;
  void (Session::*next)(ErrorCode, std::size_t);

  void operator()(ErrorCode error, std::size_t bytes = 0) const;
};

/// Not a template over the stream, so that the session is compiled once. All calls come from the
/// connection's I/O thread; one read and one write may be under way.
class Connection {
 public:
  /// @param tls  absent: plain TCP
  Connection(Socket socket, boost::asio::ssl::context* tls);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool is_tls() const noexcept { return tls_.has_value(); }
  [[nodiscard]] auto executor() noexcept { return socket_.get_executor(); }
  /// The server's half of the TLS handshake.
  void handshake(Continuation done);
  void read_some(boost::asio::mutable_buffer into, Continuation done);
  void write(const std::array<boost::asio::const_buffer, 2>& bytes, Continuation done);
  /// Says in TLS that nothing more will come. For plain TCP there is nothing to say.
  void close_notify(Continuation done);
  /// Says in TCP that nothing more will come.
  void shut_down_sending() noexcept;
  /// Reads past TLS, for throwing away what still arrives.
  void read_raw(boost::asio::mutable_buffer into, Continuation done);

  /// Ends pending operations with `operation_aborted`.
  void cancel() noexcept;
  void close() noexcept;

  /// The client's certificate in DER; empty if none was shown.
  [[nodiscard]] Bytes peer_certificate();
  /// Whether its chain was validated. @pre a certificate was shown
  [[nodiscard]] bool is_chain_validated();

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace attesto::inline v0::http_engine
