// What the HTTP engine alone can do: a server that answers every request with the same bytes.
//
// usage: constant_server [--on-worker]
// Prints its port and runs until SIGTERM. The answer has the fields and the size of a token
// response (RFC 6749 §5.1), so that the same bytes cross the socket as for a token.
#include <csignal>
#include <iostream>
#include <string_view>

#include "adapters/http/http_server.hpp"

namespace {

namespace http = attesto::http;

/// An access token of RFC 9068 with five claims and an ES256 signature is about this long.
constexpr std::size_t kTokenSize = 520;

http::Response token_response() {
  http::Response response{.body = R"({"access_token":")" + std::string(kTokenSize, 'x') +
                                  R"(","token_type":"Bearer","expires_in":900,"scope":"read"})"};
  response.add("Content-Type", "application/json").add("Cache-Control", "no-store").add("Pragma", "no-cache");
  return response;
}

}  // namespace

int main(int argc, char** argv) {
  const bool on_worker = argc > 1 && std::string_view(argv[1]) == "--on-worker";
  // Blocked before the threads start, so that none of them takes the signal.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  const auto server = attesto::HttpServer::start(
      {.port = 0, .workers = 1}, [answer = token_response()](const http::Request&) { return answer; },
      [on_worker](const http::Request&) { return !on_worker; });
  if (!server) {
    std::cerr << "constant_server: " << server.error() << '\n';
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  int signal = 0;
  sigwait(&stop_signals, &signal);
  (*server)->stop();
  return 0;
}
