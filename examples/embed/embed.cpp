// The smallest host: one client, one key, everything in this process's memory.
#include <iostream>

#include "adapters/clock/system_clock.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/server/server.hpp"
#include "attesto/store/memory_store.hpp"

using namespace attesto;

int main() {
  const auto client = std::make_shared<const Client>(Client{.client_id = ClientId("reports"),
                                                            .client_secret_sha256 = sha256("kept-elsewhere"),
                                                            .grant_types = {"client_credentials"},
                                                            .scope = *Scope::parse("read write")});
  const auto signer = *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
  auto keys = std::make_shared<const KeyRing>(KeyRing({signer}, {}));

  const auto server = Server::create(
      {.issuer = *Issuer::parse("https://auth.example.com"),
       .keys = [keys] { return keys; },
       .store = make_memory_store(),
       .clock = std::make_shared<SystemClock>(),
       .random = std::make_shared<OsRandom>(),
       .load_client = [client](const ClientId& id) { return id == client->client_id ? client : nullptr; }});
  if (!server) {
    for (const Problem& problem : server.error()) std::cerr << problem.option << ": " << problem.fault << '\n';
    return 1;
  }

  // Any web server can fill a request and send the response; here it comes from nowhere.
  const http::HeaderView headers[] = {{"Content-Type", "application/x-www-form-urlencoded"},
                                      {"Authorization", "Basic cmVwb3J0czprZXB0LWVsc2V3aGVyZQ=="}};
  const auto response = server->handle(
      {.method = "POST", .target = "/token", .headers = headers, .body = "grant_type=client_credentials&scope=read"});
  std::cout << response->status << '\n' << response->body << '\n';
}
