// One connection from the first byte to the last - RFC 9112.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/connection.hpp"
#include "adapters/http/connection_limit.hpp"
#include "adapters/http/http_date.hpp"
#include "adapters/http/http_server.hpp"
#include "adapters/http/incoming_request.hpp"
#include "adapters/http/refusal.hpp"
#include "adapters/http/worker_pool.hpp"

namespace attesto::inline v0::http_engine {

/// What the sessions of one I/O thread share.
struct SessionServices {
  const HttpLimits& limits;
  const HttpHandler& handler;
  const AnswersInline& answers_inline;
  WorkerPool& workers;
  HttpDate date{};
  bool draining = false;  ///< the server stops: no response may promise that the connection stays
};

/// read head → check → read body → handle → write, and again. Everything but the handler runs on
/// the connection's I/O thread.
class Session final
    : public std::enable_shared_from_this<Session>,
      public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  using Clock = std::chrono::steady_clock;

  Session(Socket socket, boost::asio::ssl::context* tls, std::string address, ConnectionLimit::Slot slot,
          SessionServices& services);

  /// Begins; from here on the pending operation keeps the session alive.
  void start();
  /// Ends what has run out of time. Called about once a second.
  void check_deadline(Clock::time_point now);
  /// Closes the connection if no request is under way; else it closes after the response.
  void drain();
  void close();

 private:
  enum class Phase : std::uint8_t {
    handshake,
    idle,  ///< no byte of the next request has arrived
    reading_head,
    reading_body,
    handling,
    writing,
    closing,  ///< the last response is out; the client may still be sending
    closed,
  };

  void enter(Phase phase, Clock::duration at_most);
  [[nodiscard]] Continuation then(void (Session::*next)(ErrorCode, std::size_t)) { return {shared_from_this(), next}; }
  void read_more(void (Session::*next)(ErrorCode, std::size_t));
  /// Moves what arrived into the input. @return false if the connection is of no use any more
  [[nodiscard]] bool take_input(ErrorCode error, std::size_t bytes);
  [[nodiscard]] std::string_view input() const noexcept;

  void on_handshake(ErrorCode error, std::size_t);
  void read_head();
  void on_head_bytes(ErrorCode error, std::size_t bytes);
  void read_body();
  void on_body_bytes(ErrorCode error, std::size_t bytes);
  void on_continue_sent(ErrorCode error, std::size_t);
  void handle();
  static void handle_on_worker(std::shared_ptr<Session> self);
  [[nodiscard]] http::Response run_handler() const noexcept;
  void refuse(const Refusal& refusal);
  void respond(http::Response response);
  void on_response_sent(ErrorCode error, std::size_t);
  void finish();
  void on_close_notify_sent(ErrorCode error, std::size_t);
  void on_discarded(ErrorCode error, std::size_t);

  SessionServices& services_;
  ConnectionLimit::Slot slot_;
  Connection connection_;
  std::string address_;
  Bytes certificate_;
  bool chain_validated_ = false;  // of the certificate

  Phase phase_ = Phase::idle;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timed_out_ = false;
  bool keep_open_ = false;  // after the response that is being written
  bool talks_on_ = false;   // the client may still send when its last response is out
  bool is_head_ = false;    // the request at hand wants no body back

  boost::beast::flat_buffer input_;  // bytes that belong to no request yet
  IncomingRequest incoming_;
  http::Request request_;
  http::Response response_;
  std::string response_head_;
};

}  // namespace attesto::inline v0::http_engine
