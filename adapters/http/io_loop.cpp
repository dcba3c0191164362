#include "adapters/http/io_loop.hpp"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "adapters/http/batch_scheduling.hpp"

namespace attesto::inline v0::http_engine {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

/// One timer for all connections: two per request would cost more than parsing it.
constexpr auto kSweepInterval = 1s;
/// When no descriptor is left, trying at once would only burn the processor.
constexpr auto kAcceptPause = 100ms;

using SharePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

asio::ip::address without_v4_mapping(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

/// What the limit per address counts: whoever has an IPv6 address has the whole /64.
std::string limit_key(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return std::string(bytes.begin(), bytes.begin() + 8);
}

}  // namespace

IoLoop::IoLoop(SessionServices services, ConnectionLimit& limit, asio::ssl::context* tls)
    : services_(services), limit_(limit), tls_(tls) {}

ErrorCode IoLoop::listen(const Endpoint& endpoint, bool share_port) {
  ErrorCode error;
  if (acceptor_.open(endpoint.protocol(), error)) return error;
  if (acceptor_.set_option(asio::socket_base::reuse_address(true), error)) return error;
  if (share_port && acceptor_.set_option(SharePort(true), error)) return error;
  if (acceptor_.bind(endpoint, error)) return error;
  return acceptor_.listen(asio::socket_base::max_listen_connections, error);
}

void IoLoop::start() {
  accept();
  sweep();
  thread_ = std::thread([this] { run(); });
}

void IoLoop::run() {
  schedule_in_batches();
  for (;;) {
    try {
      io_.run();
      return;
    } catch (...) {
      // Out of memory, or a callback of the host threw: the connection at hand is gone with its
      // operation, the others go on.
      continue;
    }
  }
}

void IoLoop::accept() {
  acceptor_.async_accept([this](ErrorCode error, Socket socket) { on_accepted(error, std::move(socket)); });
}

void IoLoop::on_accepted(ErrorCode error, Socket socket) {
  if (!acceptor_.is_open()) return;
  if (!error) {
    accept();  // first: a connection that can't be served must not be the last one
    return admit(std::move(socket));
  }
  accept_pause_.expires_after(kAcceptPause);
  accept_pause_.async_wait([this](ErrorCode) {
    if (acceptor_.is_open()) accept();
  });
}

void IoLoop::admit(Socket socket) {
  ErrorCode error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  const auto address = without_v4_mapping(peer.address());
  auto slot = limit_.admit(limit_key(address));
  if (!slot) return;
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  const auto session =
      std::make_shared<Session>(std::move(socket), tls_, address.to_string(), std::move(*slot), services_);
  sessions_.push_back(*session);
  session->start();
}

template <class Visit>
void IoLoop::for_each_session(Visit visit) {
  for (auto at = sessions_.begin(); at != sessions_.end();) visit(*at++);
}

void IoLoop::sweep() {
  sweep_timer_.expires_after(kSweepInterval);
  sweep_timer_.async_wait([this](ErrorCode error) {
    if (error) return;
    sweep();
    for_each_session([now = Session::Clock::now()](Session& session) { session.check_deadline(now); });
  });
}

void IoLoop::drain() {
  asio::post(io_, [this] {
    ErrorCode ignored;
    acceptor_.close(ignored);
    services_.draining = true;
    for_each_session([](Session& session) { session.drain(); });
  });
}

void IoLoop::stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    for_each_session([](Session& session) { session.close(); });
    io_.stop();
  });
  thread_.join();
}

}  // namespace attesto::inline v0::http_engine
