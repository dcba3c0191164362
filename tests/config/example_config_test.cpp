// attestod.example.toml is documentation; these tests keep it true.
#include <gtest/gtest.h>

#include <regex>

#include "apps/config/daemon_config.hpp"
#include "support/temporary_folder.hpp"

namespace attestod {
namespace {

std::string render(const std::expected<DaemonConfig, std::vector<ConfigFault>>& loaded) {
  std::string text;
  if (!loaded)
    for (const ConfigFault& fault : loaded.error()) text += to_string(fault) + "\n";
  return text;
}

TEST(ExampleConfig, loads_as_it_is) {
  const auto loaded = load_daemon_config(ATTESTO_EXAMPLE_CONFIG);
  ASSERT_TRUE(loaded.has_value()) << render(loaded);
  EXPECT_EQ(loaded->issuers.at(0).issuer.str(), "https://auth.example.com");
  EXPECT_TRUE(loaded->issuers.at(0).scopes_supported.contains("openid"));
}

IssuerConfig default_issuer(const attesto::Issuer& issuer) { return {.issuer = issuer, .storage = SqliteFile{}}; }

TEST(ExampleConfig, what_it_shows_as_defaults_are_the_defaults) {
  const attesto::test::TemporaryFolder folder;
  const std::string example = attesto::test::read_file(ATTESTO_EXAMPLE_CONFIG);
  const std::regex commented("(^|\n)#([a-z_]+ = )");
  const std::string everything = std::regex_replace(example, commented, "$1$2");
  ASSERT_NE(everything, example);
  const auto shown = load_daemon_config(folder.write("attestod.toml", everything));
  ASSERT_TRUE(shown.has_value()) << render(shown);

  const DaemonConfig defaults;
  const IssuerConfig& issuer = shown->issuers.at(0);
  const IssuerConfig default_one = default_issuer(issuer.issuer);
  EXPECT_EQ(shown->development, defaults.development);
  EXPECT_EQ(shown->log_level, defaults.log_level);
  EXPECT_EQ(shown->http.address, defaults.http.address);
  EXPECT_EQ(shown->http.port, defaults.http.port);
  ASSERT_TRUE(shown->http.tls.has_value());
  EXPECT_TRUE(shown->http.tls->client_authorities.has_value());
  ASSERT_TRUE(shown->client_certificates.has_value());
  EXPECT_FALSE(shown->client_certificates->self_signed_are_passed);
  const attesto::ProfileRules& rules = issuer.rules.rules;
  const attesto::ProfileRules default_rules;
  EXPECT_EQ(issuer.rules.profile, default_one.rules.profile);
  EXPECT_EQ(rules.client_assertions.audience, default_rules.client_assertions.audience);
  EXPECT_EQ(rules.client_assertions.algorithms, default_rules.client_assertions.algorithms);
  EXPECT_EQ(rules.require_client_keys, default_rules.require_client_keys);
  EXPECT_EQ(rules.require_sender_constraint, default_rules.require_sender_constraint);
  EXPECT_EQ(rules.refresh_rotation, default_rules.refresh_rotation);
  EXPECT_EQ(rules.require_pkce, default_rules.require_pkce);
  EXPECT_EQ(shown->http.io_threads, defaults.http.io_threads);
  EXPECT_EQ(shown->http.workers, defaults.http.workers);
  EXPECT_EQ(issuer.keys.default_algorithm, default_one.keys.default_algorithm);
  EXPECT_EQ(issuer.keys.rotation.rotate_every, default_one.keys.rotation.rotate_every);
  EXPECT_EQ(issuer.keys.rotation.announce_for, default_one.keys.rotation.announce_for);
  EXPECT_EQ(issuer.lifetimes.access_token, default_one.lifetimes.access_token);
  EXPECT_EQ(issuer.lifetimes.id_token, default_one.lifetimes.id_token);
  EXPECT_EQ(issuer.lifetimes.authorization_code, default_one.lifetimes.authorization_code);
  EXPECT_EQ(issuer.lifetimes.pushed_request, default_one.lifetimes.pushed_request);
  EXPECT_EQ(issuer.lifetimes.refresh_token, default_one.lifetimes.refresh_token);
  EXPECT_EQ(issuer.lifetimes.refresh_family, default_one.lifetimes.refresh_family);
  EXPECT_EQ(issuer.session_lifetime, default_one.session_lifetime);
  EXPECT_EQ(issuer.resources, default_one.resources);
  EXPECT_EQ(rules.request_object_algorithms, default_rules.request_object_algorithms);
  EXPECT_EQ(rules.require_pushed_authorization_requests, default_rules.require_pushed_authorization_requests);
  EXPECT_EQ(issuer.rules.require_signed_requests, default_one.rules.require_signed_requests);
  ASSERT_TRUE(issuer.introspection.has_value());
  EXPECT_EQ(issuer.introspection->resource_servers, default_one.introspection->resource_servers);
  EXPECT_EQ(issuer.dpop, default_one.dpop);
  EXPECT_EQ(issuer.registration, default_one.registration);
  ASSERT_TRUE(issuer.limits.clients.has_value());
  EXPECT_EQ(issuer.limits.clients->failures_per_client, default_one.limits.clients->failures_per_client);
  EXPECT_EQ(issuer.limits.clients->failures_per_address, default_one.limits.clients->failures_per_address);
  EXPECT_EQ(issuer.limits.clients->registrations_per_address, default_one.limits.clients->registrations_per_address);
  EXPECT_EQ(issuer.limits.clients->exempt_addresses, default_one.limits.clients->exempt_addresses);
  EXPECT_EQ(issuer.limits.logins_per_account, default_one.limits.logins_per_account);
  EXPECT_EQ(issuer.limits.logins_per_address, default_one.limits.logins_per_address);
}

}  // namespace
}  // namespace attestod
