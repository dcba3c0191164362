// A host with a policy of its own, over HTTP: the desk may reach the archive for whoever called it (RFC 8693).
//   exchange PORT
#include <algorithm>
#include <charconv>
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/clock/system_clock.hpp"
#include "adapters/http/http_server.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/server/server.hpp"
#include "attesto/store/memory_store.hpp"

using namespace attesto;

namespace {

constexpr const char* kArchive = "https://archive.example";
constexpr const char* kExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/// All have one secret here, so that the example stays short; generate one for each client.
std::shared_ptr<const Client> make_client(const char* id, std::vector<std::string> grant_types) {
  return std::make_shared<const Client>(Client{.client_id = ClientId(id),
                                               .client_secret_sha256 = sha256("kept-elsewhere"),
                                               .grant_types = std::move(grant_types),
                                               .scope = *Scope::parse("read write")});
}

using Clients = std::vector<std::shared_ptr<const Client>>;

Clients make_clients() {
  return {make_client("shop", {"client_credentials"}), make_client("desk", {"client_credentials", kExchange}),
          make_client("cellar", {"client_credentials", kExchange})};
}

ExchangeOutcome decide(const ExchangeRequest& question) {
  if (question.client.client_id != ClientId("desk") || question.act.empty()) return ExchangeDenied{};
  return ExchangeGranted{.further_audience = {kArchive}};
}

std::expected<Server, Problems> make_server(std::uint16_t port) {
  const auto signer = *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
  auto keys = std::make_shared<const KeyRing>(KeyRing({signer}, {}));
  return Server::create(
      {.issuer = *Issuer::parse("http://localhost:" + std::to_string(port), Issuer::Transport::http_on_loopback_too),
       .keys = [keys] { return keys; },
       .store = make_memory_store(),
       .clock = std::make_shared<SystemClock>(),
       .random = std::make_shared<OsRandom>(),
       .load_client =
           [clients = make_clients()](const ClientId& id) {
             const auto found = std::ranges::find(clients, id, [](const auto& one) { return one->client_id; });
             return found == clients.end() ? nullptr : *found;
           },
       .decide_exchange = decide});
}

/// For SIGTERM, in every thread that is started after this.
sigset_t block_termination() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view text = count > 1 ? arguments[1] : "";
  std::uint16_t port = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc{}) {
    std::cerr << "usage: exchange PORT\n";
    return 2;
  }
  const sigset_t signals = block_termination();
  const auto server = make_server(port);
  if (!server) {
    for (const Problem& problem : server.error()) std::cerr << problem.option << ": " << problem.fault << '\n';
    return 1;
  }
  const auto http = HttpServer::start(
      {.port = port},
      [&](const http::Request& request) { return server->handle(request).value_or(http::Response{.status = 404}); },
      [&](const http::Request& request) { return server->answers_without_blocking(request); });
  if (!http) {
    std::cerr << http.error() << '\n';
    return 1;
  }
  int signal = 0;
  return sigwait(&signals, &signal);
}
