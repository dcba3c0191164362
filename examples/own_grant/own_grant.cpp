// A grant type of the host's own: one object, and one line in the configuration.
#include <iostream>

#include "adapters/clock/system_clock.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/server/server.hpp"
#include "attesto/store/memory_store.hpp"

using namespace attesto;

/// A device that is known by a voucher gets a token for it. Nothing is written here: what the plan says
/// is signed, stored and answered by the library, as for every other grant.
Planned redeem_voucher(const RequestContext&, const GrantView& view, const TokenRequest& request) {
  const auto voucher = required(request.form, "voucher", "the voucher parameter is missing");
  if (!voucher) return std::unexpected(Refusal(voucher.error()));
  if (*voucher != "summer")
    return std::unexpected(Refusal({ErrorCode::invalid_grant, "the voucher is not valid", Reason::code_unknown}));
  IssuePlan plan{.client_id = request.client.client_id,
                 .subject = Subject("holder-of-a-voucher"),
                 .scope = *Scope::parse("read"),
                 .audience = Audience(view.audience)};
  return plan;
}

const Grant voucher_grant{"urn:example:voucher", {}, /*for_public_clients=*/false, {}, redeem_voucher};

int main() {
  const auto client = std::make_shared<const Client>(Client{.client_id = ClientId("device"),
                                                            .client_secret_sha256 = sha256("kept-elsewhere"),
                                                            .grant_types = {"urn:example:voucher"}});
  const auto signer = *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
  auto keys = std::make_shared<const KeyRing>(KeyRing({signer}, {}));
  const auto server = Server::create(
      {.issuer = *Issuer::parse("https://auth.example.com"),
       .keys = [keys] { return keys; },
       .store = make_memory_store(),
       .clock = std::make_shared<SystemClock>(),
       .random = std::make_shared<OsRandom>(),
       .load_client = [client](const ClientId& id) { return id == client->client_id ? client : nullptr; },
       .grants = {&voucher_grant}});
  if (!server) return 1;

  const http::HeaderView headers[] = {{"Content-Type", "application/x-www-form-urlencoded"},
                                      {"Authorization", "Basic ZGV2aWNlOmtlcHQtZWxzZXdoZXJl"}};
  for (const char* voucher : {"winter", "summer"}) {
    const std::string body = std::string("grant_type=urn%3Aexample%3Avoucher&voucher=") + voucher;
    const auto response = server->handle({.method = "POST", .target = "/token", .headers = headers, .body = body});
    std::cout << response->status << ' ' << response->body << '\n';
  }
}
