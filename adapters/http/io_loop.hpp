// One I/O thread with its own listener and its own connections.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <thread>

#include "adapters/http/connection_limit.hpp"
#include "adapters/http/session.hpp"

namespace attesto::inline v0::http_engine {

using Endpoint = boost::asio::ip::tcp::endpoint;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Sessions never leave their loop, so that nothing in it needs a lock. The kernel spreads new
/// connections over the listeners (SO_REUSEPORT).
class IoLoop {
 public:
  /// @param tls  absent: plain HTTP. Outlives the loop, as everything else given here.
  IoLoop(SessionServices services, ConnectionLimit& limit, boost::asio::ssl::context* tls);
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;
  /// @note Stop and join first.
  ~IoLoop() = default;

  /// Binds and listens.
  /// @param share_port  whether other loops listen on the same port
  [[nodiscard]] ErrorCode listen(const Endpoint& endpoint, bool share_port);
  [[nodiscard]] Endpoint endpoint() const { return acceptor_.local_endpoint(); }

  /// Starts the thread.
  void start();
  /// Accepts nothing new and closes what is idle; the rest closes after its response.
  void drain();
  /// Closes every connection, ends the thread and waits for it.
  void stop();

 private:
  using Sessions = boost::intrusive::list<Session, boost::intrusive::constant_time_size<false>>;
  using Timer = boost::asio::basic_waitable_timer<Session::Clock, boost::asio::wait_traits<Session::Clock>,
                                                  boost::asio::io_context::executor_type>;

  void run();
  void accept();
  void on_accepted(ErrorCode error, Socket socket);
  void admit(Socket socket);
  void sweep();
  template <class Visit>
  void for_each_session(Visit visit);

  SessionServices services_;
  ConnectionLimit& limit_;
  boost::asio::ssl::context* tls_;
  Sessions sessions_;              // owned by their pending operations; before io_, which ends those
  boost::asio::io_context io_{1};  // one thread runs it
  Acceptor acceptor_{io_.get_executor()};
  Timer accept_pause_{io_.get_executor()};
  Timer sweep_timer_{io_.get_executor()};
  std::thread thread_;
};

}  // namespace attesto::inline v0::http_engine
