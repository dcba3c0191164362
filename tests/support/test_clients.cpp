#include "support/test_clients.hpp"

#include "attesto/crypto/digest.hpp"

namespace attesto::test {
namespace {

Client make(std::string_view client_id, ClientAuthMethod method, std::vector<std::string> grant_types) {
  Client client{.client_id = ClientId(client_id),
                .token_endpoint_auth_method = method,
                .redirect_uris = {std::string(kRedirectUri), std::string(kRedirectUriWithQuery)},
                .grant_types = std::move(grant_types),
                .scope = *Scope::parse("openid profile email address phone offline_access api"),
                .client_name = "Client " + std::string(client_id)};
  if (method != ClientAuthMethod::none) client.client_secret_sha256 = sha256(kSecret);
  return client;
}

}  // namespace

std::map<std::string, std::shared_ptr<const Client>, std::less<>> test_clients() {
  using enum ClientAuthMethod;
  const std::vector<std::string> code_and_refresh = {"authorization_code", "refresh_token"};
  std::map<std::string, std::shared_ptr<const Client>, std::less<>> clients;
  const auto add = [&](Client client) {
    const std::string name = client.client_id.str();
    clients.emplace(name, std::make_shared<const Client>(std::move(client)));
  };
  add(make("web", client_secret_basic, code_and_refresh));
  add(make("other", client_secret_basic, code_and_refresh));
  add(make("post", client_secret_post, code_and_refresh));
  add(make("spa", none, code_and_refresh));
  add(make("once", client_secret_basic, {"authorization_code"}));
  add(make("machine", client_secret_basic, {"client_credentials"}));
  add(make("service", client_secret_basic, {"client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"}));
  add(make("open", none, {"client_credentials"}));
  Client gone = make("gone", client_secret_basic, {"authorization_code", "refresh_token", "client_credentials"});
  gone.disabled = true;
  add(std::move(gone));
  return clients;
}

}  // namespace attesto::test
