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
  EXPECT_EQ(loaded->issuer.str(), "https://auth.example.com");
  EXPECT_TRUE(loaded->scopes_supported.contains("openid"));
}

DaemonConfig default_config(const attesto::Issuer& issuer) {
  return {.issuer = issuer, .storage = SqliteFile{}, .master_key_file = ""};
}

TEST(ExampleConfig, what_it_shows_as_defaults_are_the_defaults) {
  const attesto::test::TemporaryFolder folder;
  const std::string example = attesto::test::read_file(ATTESTO_EXAMPLE_CONFIG);
  const std::regex commented("(^|\n)#([a-z_]+ = )");
  const std::string everything = std::regex_replace(example, commented, "$1$2");
  ASSERT_NE(everything, example);
  const auto shown = load_daemon_config(folder.write("attestod.toml", everything));
  ASSERT_TRUE(shown.has_value()) << render(shown);

  const DaemonConfig defaults = default_config(shown->issuer);
  EXPECT_EQ(shown->development, defaults.development);
  EXPECT_EQ(shown->log_level, defaults.log_level);
  EXPECT_EQ(shown->http.address, defaults.http.address);
  EXPECT_EQ(shown->http.port, defaults.http.port);
  ASSERT_TRUE(shown->http.tls.has_value());
  EXPECT_TRUE(shown->http.tls->client_authorities.has_value());
  ASSERT_TRUE(shown->client_certificates.has_value());
  EXPECT_FALSE(shown->client_certificates->self_signed_are_passed);
  EXPECT_EQ(shown->assertion_audience, defaults.assertion_audience);
  EXPECT_EQ(shown->http.io_threads, defaults.http.io_threads);
  EXPECT_EQ(shown->http.workers, defaults.http.workers);
  EXPECT_EQ(shown->default_algorithm, defaults.default_algorithm);
  EXPECT_EQ(shown->rotation.rotate_every, defaults.rotation.rotate_every);
  EXPECT_EQ(shown->rotation.announce_for, defaults.rotation.announce_for);
  EXPECT_EQ(shown->lifetimes.access_token, defaults.lifetimes.access_token);
  EXPECT_EQ(shown->lifetimes.id_token, defaults.lifetimes.id_token);
  EXPECT_EQ(shown->lifetimes.authorization_code, defaults.lifetimes.authorization_code);
  EXPECT_EQ(shown->lifetimes.pushed_request, defaults.lifetimes.pushed_request);
  EXPECT_EQ(shown->lifetimes.refresh_token, defaults.lifetimes.refresh_token);
  EXPECT_EQ(shown->lifetimes.refresh_family, defaults.lifetimes.refresh_family);
  EXPECT_EQ(shown->session_lifetime, defaults.session_lifetime);
  EXPECT_EQ(shown->resources, defaults.resources);
  ASSERT_TRUE(shown->introspection.has_value());
  EXPECT_EQ(shown->introspection->resource_servers, defaults.introspection->resource_servers);
  EXPECT_EQ(shown->request_objects.algorithms, defaults.request_objects.algorithms);
  EXPECT_EQ(shown->request_objects.required, defaults.request_objects.required);
  EXPECT_EQ(shown->require_pushed_requests, defaults.require_pushed_requests);
  EXPECT_EQ(shown->dpop, defaults.dpop);
  EXPECT_EQ(shown->registration, defaults.registration);
}

}  // namespace
}  // namespace attestod
