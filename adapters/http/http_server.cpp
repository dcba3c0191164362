#include "adapters/http/http_server.hpp"

#include <boost/asio/ip/address.hpp>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/http/io_loop.hpp"
#include "adapters/http/tls_context.hpp"

namespace attesto::inline v0 {
namespace {

namespace asio = boost::asio;
using http_engine::ConnectionLimit;
using http_engine::Endpoint;
using http_engine::ErrorCode;
using http_engine::IoLoop;
using http_engine::WorkerPool;

std::expected<Endpoint, std::string> check_settings(const HttpServerSettings& settings) {
  if (settings.io_threads == 0) return std::unexpected("the number of I/O threads is 0; give at least 1");
  if (settings.workers == 0) return std::unexpected("the number of workers is 0; give at least 1");
  ErrorCode error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) return std::unexpected("'" + settings.address + "' is not an IP address; give one like 127.0.0.1 or ::1");
  return Endpoint(address, settings.port);
}

std::string explain_listen_error(const HttpServerSettings& settings, ErrorCode error) {
  std::string text =
      "cannot listen on " + settings.address + " port " + std::to_string(settings.port) + ": " + error.message();
  if (error == asio::error::address_in_use) return text + "; stop the program that has it, or choose another port";
  if (error == asio::error::access_denied)
    return text + "; ports below 1024 need CAP_NET_BIND_SERVICE, or choose a higher one";
  if (error == boost::system::errc::address_not_available) return text + "; choose an address that this machine has";
  return text;
}

/// Members stand in the order in which they depend on each other.
class RunningHttpServer final : public HttpServer {
 public:
  RunningHttpServer(const HttpServerSettings& settings, HttpHandler handler, AnswersInline answers_inline,
                    std::optional<asio::ssl::context> tls)
      : settings_(settings),
        handler_(std::move(handler)),
        answers_inline_(std::move(answers_inline)),
        tls_(std::move(tls)),
        limit_(settings.limits.connections, settings.limits.connections_per_address),
        workers_(settings.workers, settings.queue) {}
  RunningHttpServer(const RunningHttpServer&) = delete;
  RunningHttpServer& operator=(const RunningHttpServer&) = delete;
  ~RunningHttpServer() override { RunningHttpServer::stop(); }

  [[nodiscard]] ErrorCode listen(Endpoint endpoint) {
    const bool share_port = settings_.io_threads > 1;
    // Listeners that share a port would also share it with those of a second server of the same
    // user, and each would get some of the connections. Binding alone first finds that out.
    if (share_port)
      if (const ErrorCode error = IoLoop(services(), limit_, nullptr).listen(endpoint, false)) return error;
    for (unsigned i = 0; i < settings_.io_threads; ++i) {
      IoLoop& loop = *loops_.emplace_back(std::make_unique<IoLoop>(services(), limit_, tls_ ? &*tls_ : nullptr));
      if (const ErrorCode error = loop.listen(endpoint, share_port)) return error;
      endpoint = loop.endpoint();  // port 0 is a number from here on
    }
    port_ = endpoint.port();
    return {};
  }

  void run() {
    for (const auto& loop : loops_) loop->start();
  }

  [[nodiscard]] std::uint16_t port() const noexcept override { return port_; }

  void stop() override {
    const std::lock_guard lock(stopping_);
    if (stopped_) return;
    stopped_ = true;
    for (const auto& loop : loops_) loop->drain();
    limit_.wait_until_none(settings_.drain);
    // I/O ends first: a worker that is still busy must not hand its response to a session that dies.
    for (const auto& loop : loops_) loop->stop();
    workers_.stop();
    loops_.clear();
  }

 private:
  [[nodiscard]] http_engine::SessionServices services() {
    return {.limits = settings_.limits, .handler = handler_, .answers_inline = answers_inline_, .workers = workers_};
  }

  const HttpServerSettings settings_;
  const HttpHandler handler_;
  const AnswersInline answers_inline_;
  std::optional<asio::ssl::context> tls_;
  ConnectionLimit limit_;
  WorkerPool workers_;
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::uint16_t port_ = 0;
  std::mutex stopping_;
  bool stopped_ = false;
};

}  // namespace

std::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::start(const HttpServerSettings& settings,
                                                                          HttpHandler handler,
                                                                          AnswersInline answers_inline) {
  const auto endpoint = check_settings(settings);
  if (!endpoint) return std::unexpected(endpoint.error());
  std::optional<asio::ssl::context> tls;
  if (settings.tls) {
    auto context = http_engine::make_tls_context(*settings.tls);
    if (!context) return std::unexpected(context.error());
    tls.emplace(context->release());
  }
  auto server =
      std::make_unique<RunningHttpServer>(settings, std::move(handler), std::move(answers_inline), std::move(tls));
  if (const ErrorCode error = server->listen(*endpoint)) return std::unexpected(explain_listen_error(settings, error));
  server->run();
  return server;
}

}  // namespace attesto::inline v0
