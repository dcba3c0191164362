// What a host keeps of clients that register themselves, for a TestServer.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "support/server_fixture.hpp"

namespace attesto::test {

inline constexpr std::string_view kInitialToken = "initial-access-token-0123456789";

/// Keeps them where the TestServer finds its clients, so that one that registered can go on at once.
class RegistrationHost {
 public:
  /// @note Outlives the server that it is given to.
  [[nodiscard]] RegistrationPolicy policy() {
    return {.authorize = [this](const std::optional<Secret>& token)
                -> std::expected<std::optional<RegistrationPermit>, Unavailable> {
              if (unavailable) return std::unexpected(Unavailable{});
              if (open || (token && token->matches(kInitialToken) && uses_left > 0))
                return RegistrationPermit{"permit"};
              return std::nullopt;
            },
            .add = [this](const RegisteredClient& one,
                          const RegistrationPermit& permit) -> std::expected<AddClientOutcome, Unavailable> {
              if (add_unavailable) return std::unexpected(Unavailable{});
              last_permit = permit.id;
              if (spent_meanwhile) return AddClientOutcome::permit_spent;
              --uses_left;
              keep(one);
              return AddClientOutcome::added;
            },
            .find = [this](const ClientId& id) -> std::expected<std::optional<RegisteredClient>, Unavailable> {
              if (unavailable) return std::unexpected(Unavailable{});
              const auto found = registered.find(id.view());
              if (found == registered.end()) return std::nullopt;
              return found->second;
            },
            .replace = [this](const RegisteredClient& one,
                              const Sha256Digest& current) -> std::expected<bool, Unavailable> {
              if (add_unavailable) return std::unexpected(Unavailable{});
              if (changed_meanwhile || registered.at(one.client.client_id.str()).access_token_sha256 != current)
                return false;
              keep(one);
              return true;
            },
            .remove = [this](const ClientId& id, const Sha256Digest& current) -> std::expected<bool, Unavailable> {
              if (add_unavailable) return std::unexpected(Unavailable{});
              if (changed_meanwhile || registered.at(id.str()).access_token_sha256 != current) return false;
              registered.erase(id.str());
              server->clients.erase(id.str());
              return true;
            }};
  }

  void keep(const RegisteredClient& one) {
    const std::string& id = one.client.client_id.str();
    registered.insert_or_assign(id, one);
    server->clients[id] = std::make_shared<const Client>(one.client);
  }

  TestServer* server = nullptr;
  std::map<std::string, RegisteredClient, std::less<>> registered{};
  std::string last_permit{};
  int uses_left = 1000;
  bool open = false;
  bool unavailable = false;
  bool add_unavailable = false;
  bool spent_meanwhile = false;
  bool changed_meanwhile = false;
};

/// A server at which clients register, with the host that keeps them.
struct RegistrationServer {
  explicit RegistrationServer(std::function<void(Config&)> adjust = {})
      : server({.adjust = [this, adjust = std::move(adjust)](Config& config) {
          config.scopes_supported = *Scope::parse("openid profile email offline_access api");
          config.registration = host.policy();
          if (adjust) adjust(config);
        }}) {
    host.server = &server;
  }
  RegistrationServer(const RegistrationServer&) = delete;
  RegistrationServer& operator=(const RegistrationServer&) = delete;

  /// POST /register with the initial access token.
  http::Response post(std::string_view body) {
    return server.send(
        "POST", "/register",
        {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + std::string(kInitialToken)}}, body);
  }

  RegistrationHost host;
  TestServer server;
};

}  // namespace attesto::test
