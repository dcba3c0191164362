// A server that exchanges tokens, and tokens to exchange.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/token/access_token.hpp"
#include "support/server_fixture.hpp"

namespace attesto::test {

inline constexpr std::string_view kExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
inline constexpr std::string_view kAccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
inline const std::string kFiles = "https://files.example/v1";
inline const std::string kReports = "https://reports.example";

/// One exchange; tests change what they are about.
struct ExchangeAttempt {
  AccessToken subject;
  std::optional<AccessToken> actor{};
  Parameters form{};  ///< besides the two tokens
  std::string_view client_id = "service";
  Fields headers{};  ///< besides the credentials
};

class ExchangeServer {
 public:
  explicit ExchangeServer(StoreKind store = StoreKind::memory)
      : server({.store = store, .adjust = [this](Config& config) {
                  config.decide_exchange = DecideExchange([this](const ExchangeRequest& question) -> ExchangeOutcome {
                    ++questions;
                    return policy(question);
                  });
                  config.narrow_scope =
                      NarrowScope([this](const Client&, const Scope& scope) { return narrow ? narrow(scope) : scope; });
                }}) {}

  [[nodiscard]] AccessToken token(std::string_view sub, std::string_view client_id) const {
    return {.iss = std::string(kIssuer),
            .aud = {kFiles, kReports},
            .sub = Subject(sub),
            .client_id = ClientId(client_id),
            .scope = *Scope::parse("api profile admin"),
            .jti = std::string(client_id).append("-").append(sub),
            .iat = server.clock->now(),
            .exp = server.clock->now() + std::chrono::seconds{600}};
  }
  /// Alice's token, issued to `web`.
  [[nodiscard]] AccessToken alice() const {
    AccessToken subject = token("alice", "web");
    subject.family = FamilyId("f1");
    return subject;
  }
  /// The service's own token.
  [[nodiscard]] AccessToken service() const { return token("service", "service"); }

  http::Response ask(const ExchangeAttempt& attempt) {
    const Signer& signer = test_keys()->default_signer();
    Parameters form = {{"grant_type", std::string(kExchange)},
                       {"subject_token", mint_access_token(signer, attempt.subject)},
                       {"subject_token_type", std::string(kAccessTokenType)}};
    if (attempt.actor) {
      form.emplace_back("actor_token", mint_access_token(signer, *attempt.actor));
      form.emplace_back("actor_token_type", kAccessTokenType);
    }
    form.insert(form.end(), attempt.form.begin(), attempt.form.end());
    return server.post_as(attempt.client_id, "/token", form, attempt.headers);
  }

  /// The claims of what was issued; fails the test if nothing was.
  [[nodiscard]] AccessToken issued(const http::Response& response) const {
    EXPECT_EQ(response.status, 200) << response.body;
    const Json json = json_of(response);
    const std::string* compact = json.find_string("access_token");
    if (compact) {
      auto checked = check_issued_token(*compact, test_keys()->verification_keys(), kIssuer, server.clock->now());
      if (checked) return *std::move(checked);
    }
    ADD_FAILURE() << "no access token of ours: " << response.body;
    return token("nobody", "nobody");
  }

  // --- what the host says ---
  std::function<ExchangeOutcome(const ExchangeRequest&)> policy = [](const ExchangeRequest&) {
    return ExchangeGranted{};
  };
  std::function<Scope(const Scope&)> narrow{};
  int questions = 0;  ///< how often the policy was asked

  TestServer server;
};

}  // namespace attesto::test
