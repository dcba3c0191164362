// Server::create: every fault at once, each with its option and its cure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "attesto/crypto/os_random.hpp"
#include "attesto/store/memory_store.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using std::chrono::seconds;
using testing::UnorderedElementsAre;

Config good() {
  return {.issuer = *Issuer::parse(test::kIssuer),
          .keys = [] { return test::test_keys(); },
          .store = make_memory_store(),
          .clock = std::make_shared<test::ManualClock>(),
          .random = std::make_shared<OsRandom>(),
          .load_client = [](const ClientId&) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
            return nullptr;
          }};
}

std::vector<std::string> faults(Config config) {
  const auto server = Server::create(std::move(config));
  std::vector<std::string> options;
  if (server) return options;
  for (const Problem& problem : server.error()) {
    EXPECT_FALSE(problem.fault.empty()) << problem.option;
    EXPECT_FALSE(problem.cure.empty()) << problem.option;
    options.push_back(problem.option);
  }
  return options;
}

TEST(ServerConfig, a_good_one_has_no_fault) { EXPECT_THAT(faults(good()), UnorderedElementsAre()); }

TEST(ServerConfig, all_faults_are_told_at_once) {
  Config config = good();
  config.store = nullptr;
  config.clock = nullptr;
  config.random = nullptr;
  config.keys = [] { return std::shared_ptr<const KeyRing>(); };
  config.lifetimes.access_token = seconds{0};
  config.lifetimes.authorization_code = seconds{601};
  config.lifetimes.refresh_family = seconds{10};
  config.paths.token = "token";
  config.paths.jwks = config.paths.revoke;
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("store", "clock", "random", "keys",
                                                              "lifetimes.access_token", "lifetimes.authorization_code",
                                                              "lifetimes.refresh_family", "paths.token", "paths.jwks"));
}

TEST(ServerConfig, RFC7662_4_a_resource_server_has_a_name_and_a_resource) {
  for (const auto& entry : {std::pair<const std::string, Audience>{"api", {}}, {"", "https://api.example"}}) {
    Config config = good();
    config.introspection->resource_servers = {entry};
    EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("introspection.resource_servers"));
  }
}

TEST(ServerConfig, RFC9449_5_1_dpop_without_algorithms_is_a_fault) {
  Config config = good();
  config.dpop->algorithms = {};
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("dpop.algorithms"));
}

// A path that `htu` can't name (RFC 9449 §4.3) hurts only where proofs are taken.
TEST(ServerConfig, RFC9449_4_3_an_issuer_that_no_proof_can_name_is_a_fault) {
  Config config = good();
  config.issuer = *Issuer::parse("https://auth.example.com/a/../b");
  EXPECT_THAT(faults(config), UnorderedElementsAre("issuer"));
  config.dpop.reset();
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre());
}

TEST(ServerConfig, OIDC_Core_11_scopes_of_end_users_need_end_users) {
  Config config = good();
  config.scopes_supported = *Scope::parse("api openid offline_access");
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("scopes_supported", "scopes_supported"));
  config = good();
  config.scopes_supported = *Scope::parse("api");
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre());
}

TEST(ServerConfig, RFC9396_2_a_type_has_a_name) {
  Config config = good();
  config.targets.authorization_details_types = {"payment", ""};
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("targets.authorization_details_types"));
}

TEST(ServerConfig, RFC6749_4_5_a_grant_of_the_hosts_own_has_a_type_of_its_own) {
  const Grant own{"urn:example:grant", {}, false, {}, nullptr};
  const Grant taken{"refresh_token", {}, false, {}, nullptr};
  Config config = good();
  config.grants = {&own};
  EXPECT_THAT(faults(config), UnorderedElementsAre());
  config.grants = {&own, &own, &taken, nullptr};
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("grants", "grants", "grants"));
}

TEST(ServerConfig, RFC6585_4_limits_let_something_through) {
  Config config = good();
  config.rate_limits = RateLimits{.failures_per_client = {.burst = 0, .interval = std::chrono::milliseconds{0}},
                                  .failures_per_address = {.burst = 1'000'001, .interval = seconds{24 * 3600 + 1}},
                                  .registrations_per_address = {.burst = -1, .interval = seconds{1}},
                                  .requests_per_client = TokenRate{.burst = 1, .interval = seconds{-1}},
                                  .requests_per_address = TokenRate{.burst = 0, .interval = seconds{1}},
                                  .exempt_addresses = {"10.0.0.0/8"}};
  EXPECT_THAT(
      faults(std::move(config)),
      UnorderedElementsAre("rate_limits.failures_per_client.burst", "rate_limits.failures_per_client.interval",
                           "rate_limits.failures_per_address.burst", "rate_limits.failures_per_address.interval",
                           "rate_limits.registrations_per_address.burst", "rate_limits.requests_per_client.interval",
                           "rate_limits.requests_per_address.burst", "rate_limits.exempt_addresses"));
  Config extreme = good();
  extreme.rate_limits = RateLimits{.failures_per_client = {.burst = 1, .interval = std::chrono::milliseconds{1}},
                                   .failures_per_address = {.burst = 1'000'000, .interval = seconds{24 * 3600}},
                                   .exempt_addresses = {"10.0.0.5", "2001:db8::5"}};
  EXPECT_THAT(faults(std::move(extreme)), UnorderedElementsAre());
}

TEST(ServerConfig, RFC9101_10_5_a_signature_that_is_required_can_be_made) {
  Config config = good();
  config.request_objects = {.algorithms = {}, .required = true};
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("request_objects.required"));
}

struct LifetimeRow {
  const char* name;
  seconds TokenLifetimes::* member;
  const char* option;
  seconds most;
  seconds least{1};
};

class Lifetime : public testing::TestWithParam<LifetimeRow> {};

TEST_P(Lifetime, has_a_limit_at_both_ends) {
  const auto told = [](seconds value) {
    Config config = good();
    config.lifetimes.refresh_family = seconds{365 * 24 * 3600};
    config.lifetimes.refresh_token = seconds{1};
    config.lifetimes.*GetParam().member = value;
    const auto options = faults(std::move(config));
    return std::ranges::find(options, GetParam().option) != options.end();
  };
  EXPECT_TRUE(told(seconds{-1}));
  EXPECT_TRUE(told(seconds{0}));
  EXPECT_TRUE(told(GetParam().least - seconds{1}));
  EXPECT_FALSE(told(GetParam().least));
  EXPECT_FALSE(told(GetParam().most));
  EXPECT_TRUE(told(GetParam().most + seconds{1}));
}

constexpr seconds kYear{365 * 24 * 3600};

INSTANTIATE_TEST_SUITE_P(
    All, Lifetime,
    testing::Values(LifetimeRow{"access_token", &TokenLifetimes::access_token, "lifetimes.access_token",
                                seconds{24 * 3600}},
                    LifetimeRow{"id_token", &TokenLifetimes::id_token, "lifetimes.id_token", seconds{24 * 3600}},
                    LifetimeRow{"RFC6749_4_1_2_code", &TokenLifetimes::authorization_code,
                                "lifetimes.authorization_code", seconds{600}},
                    LifetimeRow{"RFC9126_2_2_pushed_request", &TokenLifetimes::pushed_request,
                                "lifetimes.pushed_request", seconds{600}, seconds{5}},
                    LifetimeRow{"refresh_token", &TokenLifetimes::refresh_token, "lifetimes.refresh_token", kYear},
                    LifetimeRow{"refresh_family", &TokenLifetimes::refresh_family, "lifetimes.refresh_family", kYear}),
    [](const auto& row) { return row.param.name; });

// Zero is how it is switched off; a long one is a long time for a thief (RFC 9700 §4.14.2).
TEST(ServerConfig, RFC9700_4_14_2_the_grace_is_0_to_10_seconds) {
  for (const auto& [value, fine] : {std::pair{-1, false}, {0, true}, {1, true}, {10, true}, {11, false}}) {
    Config config = good();
    config.lifetimes.refresh_grace = seconds{value};
    EXPECT_EQ(faults(std::move(config)).empty(), fine) << value;
  }
}

class BadPath : public testing::TestWithParam<const char*> {};

TEST_P(BadPath, is_a_fault) {
  Config config = good();
  config.paths.jwks = GetParam();
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre("paths.jwks"));
}

INSTANTIATE_TEST_SUITE_P(Paths, BadPath,
                         testing::Values("", "/", "jwks", "/jwks/", "//jwks", "/a//b", "/jw ks", "/jwks?x", "/j%77ks",
                                         "/a/./b", "/a/..", "/../jwks", "/jwks#", "/jw\xC3\xA9",
                                         "/.well-known/openid-configuration",
                                         "/.well-known/oauth-authorization-server"));

TEST(ServerConfig, a_well_known_place_of_its_own_is_fine) {
  Config config = good();
  config.paths.jwks = "/.well-known/jwks.json";
  EXPECT_THAT(faults(std::move(config)), UnorderedElementsAre());
}

// Mounted and advertised come from one value, so a prefix moves both.
TEST(ServerConfig, RFC8414_2_a_prefix_moves_every_endpoint_and_each_may_go_elsewhere) {
  Config config = good();
  config.issuer = *Issuer::parse("https://auth.example.com/t");
  config.paths = EndpointPaths::below("/oauth2");
  config.paths.jwks = "/keys";
  const auto server = Server::create(config);
  ASSERT_TRUE(server.has_value());
  const auto document = server->handle({.method = "GET", .target = "/.well-known/oauth-authorization-server/t"});
  const Json metadata = test::json_of(document.value());
  EXPECT_EQ(*metadata.find_string("token_endpoint"), "https://auth.example.com/t/oauth2/token");
  EXPECT_EQ(*metadata.find_string("jwks_uri"), "https://auth.example.com/t/keys");
  EXPECT_EQ(server->handle({.method = "POST", .target = "/t/oauth2/token"})->status, 400);
  EXPECT_FALSE(server->handle({.method = "POST", .target = "/t/token"}).has_value());
  config.paths.revoke = "/oauth2/token";
  EXPECT_THAT(faults(config), UnorderedElementsAre("paths.revoke"));
  config.paths = EndpointPaths::below("oauth2");
  EXPECT_EQ(faults(std::move(config)).size(), 10U) << "each of them is no path";
}

TEST(ServerCopies, share_one_state) {
  const auto server = Server::create(good());
  ASSERT_TRUE(server.has_value());
  const Server copy = *server;
  EXPECT_EQ(&copy.routes(), &server->routes());
  EXPECT_EQ(copy.handle({.method = "GET", .target = "/jwks"})->body, test::test_keys()->jwk_set());
  EXPECT_FALSE(copy.handle({.method = "GET", .target = "/elsewhere"}).has_value());
}

}  // namespace
}  // namespace attesto
