#include "apps/config/daemon_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "support/temporary_folder.hpp"

namespace attestod {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// What a complete file needs; a row of the table adds to it.
constexpr std::string_view kComplete = R"(issuer = "https://auth.example.com"
store.sqlite = "attesto.db"
keys.master_key_file = "master.key"
)";

std::vector<ConfigFault> faults_of(const std::string& path) {
  auto loaded = load_daemon_config(path);
  return loaded ? std::vector<ConfigFault>() : std::move(loaded.error());
}

struct Case {
  std::string name;
  std::string toml;
  unsigned line;
  std::string key;
  std::string fault;
  std::string cure;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

std::string complete(std::string_view more) { return std::string(kComplete).append(more); }

const Case kCases[] = {
    {"unknown_key", complete("colour = 1"), 4, "colour", "not a known setting", "remove it"},
    {"unknown_section", complete("[colour]"), 4, "colour", "not a known setting", "remove it"},
    {"near_miss_in_its_section", complete("[lifetimes]\nacces_token = 5"), 5, "lifetimes.acces_token",
     "not a known setting", "did you mean lifetimes.access_token?"},
    {"near_miss_of_the_section", complete("[lifetime]\nid_token = 5"), 5, "lifetime.id_token", "not a known setting",
     "did you mean lifetimes.id_token?"},
    {"right_name_without_its_section", complete("access_token = 5"), 4, "access_token", "not a known setting",
     "did you mean lifetimes.access_token?"},
    {"right_name_in_the_wrong_section", complete("[listen]\nworkers = 5"), 5, "listen.workers", "not a known setting",
     "did you mean threads.workers?"},
    {"quoted_dot_is_not_a_section", complete("\"listen.port\" = 5"), 4, "\"listen.port\"", "not a known setting", ""},
    {"value_instead_of_a_section", complete("listen = 5"), 4, "listen", "is a number", "write [listen]"},
    {"sections_in_an_array", complete("[[listen]]\nport = 5"), 4, "listen", "an array of sections", "write [listen]"},

    {"wrong_type_string", complete("log_level = 5"), 4, "log_level", "is a number", "\"debug\""},
    {"wrong_type_boolean", complete("development = \"yes\""), 4, "development", "is a string", "true or false"},
    {"wrong_type_integer", complete("[listen]\nport = \"9000\""), 5, "listen.port", "is a string", "0 to 65535"},
    {"wrong_type_fraction", complete("[listen]\nport = 1.5"), 5, "listen.port", "a number with a fraction",
     "0 to 65535"},
    {"wrong_type_array", complete("scopes.supported = \"openid\""), 4, "scopes.supported", "is a string",
     "[\"openid\""},
    {"wrong_type_in_the_array", complete("scopes.supported = [\"openid\", 1]"), 4, "scopes.supported",
     "an array of other values", "[\"openid\""},
    {"wrong_type_section", complete("[listen.port]\nx = 1"), 5, "listen.port.x", "not a known setting", ""},
    {"wrong_type_date", complete("lifetimes.session = 1979-05-27"), 4, "lifetimes.session", "a date or time",
     "seconds"},

    {"missing_issuer", "store.sqlite = \"a\"\nkeys.master_key_file = \"b\"", 0, "issuer", "is missing", "https URL"},
    {"missing_sqlite", "issuer = \"https://a.example\"\nkeys.master_key_file = \"b\"", 0, "store.sqlite", "is missing",
     "database file"},
    {"missing_master_key", "issuer = \"https://a.example\"\nstore.sqlite = \"a\"", 0, "keys.master_key_file",
     "is missing", "master.key"},
    {"empty_sqlite", "issuer = \"https://a.example\"\nstore.sqlite = \"\"\nkeys.master_key_file = \"b\"", 2,
     "store.sqlite", "is empty", "database file"},

    {"two_databases", complete("store.postgresql = \"dbname=d\""), 4, "store.postgresql", "beside store.sqlite",
     "keep one"},
    {"prefix_of_a_file", complete("store.table_prefix = \"a_\""), 4, "store.table_prefix", "is for store.postgresql",
     "remove it"},
    {"connections_of_a_file", complete("store.connections = 4"), 4, "store.connections", "is for store.postgresql",
     "remove it"},

    {"port_above_range", complete("[listen]\nport = 65536"), 5, "listen.port", "is 65536", "0 to 65535"},
    {"port_below_range", complete("[listen]\nport = -1"), 5, "listen.port", "is -1", "0 to 65535"},
    {"lifetime_zero", complete("lifetimes.access_token = 0"), 4, "lifetimes.access_token", "is 0",
     "1 to 86400 (seconds)"},
    {"RFC6749_4_1_2_code_above_ten_minutes", complete("lifetimes.authorization_code = 601"), 4,
     "lifetimes.authorization_code", "is 601", "1 to 600"},
    {"RFC9126_2_2_reference_below_five_seconds", complete("lifetimes.pushed_request = 4"), 4,
     "lifetimes.pushed_request", "is 4", "5 to 600"},
    {"session_too_long", complete("lifetimes.session = 7776001"), 4, "lifetimes.session", "is 7776001", "1 to 7776000"},
    {"family_shorter_than_its_tokens", complete("lifetimes.refresh_family = 1209599"), 4, "lifetimes.refresh_family",
     "shorter than lifetimes.refresh_token", "at least as long"},
    {"no_io_thread", complete("threads.io = 0"), 4, "threads.io", "is 0", "1 to 64"},
    {"too_many_workers", complete("threads.workers = 1025"), 4, "threads.workers", "is 1025", "1 to 1024"},
    {"no_such_log_level", complete("log_level = \"loud\""), 4, "log_level", "is no level", "\"warning\""},
    {"no_such_algorithm", complete("keys.default_algorithm = \"HS256\""), 4, "keys.default_algorithm",
     "no signature algorithm", "ES256"},
    {"RFC9101_10_2_no_such_request_algorithm", complete("authorization.request_object_algorithms = [\"none\"]"), 4,
     "authorization.request_object_algorithms", "no signature algorithm", "ES256"},
    {"rotation_is_a_number", complete("keys.rotate_every = 90"), 4, "keys.rotate_every", "is a number", "\"90d\""},
    {"rotation_without_a_unit", complete("keys.rotate_every = \"90\""), 4, "keys.rotate_every", "no duration",
     "\"90d\""},
    {"announcement_shorter_than_caches_live", complete("keys.announce_for = \"59m\""), 4, "keys.announce_for", "is 59m",
     "from \"1h\""},
    {"rotation_faster_than_tokens_die", complete("keys.rotate_every = \"360h\""), 4, "keys.rotate_every",
     "shorter than keys.announce_for and the life of a token", "at least \"361h\""},
    {"announcement_longer_than_the_life_of_a_key", complete("keys.announce_for = \"90d\""), 4, "keys.announce_for",
     "too little of keys.rotate_every", "at least \"2185h\""},
    {"two_scopes_in_one_string", complete("scopes.supported = [\"openid profile\"]"), 4, "scopes.supported",
     "bad scope name", "without spaces"},
    {"RFC8707_2_relative_resource", complete("resources.supported = [\"/v1\"]"), 4, "resources.supported",
     "no resource indicator", "absolute URIs"},
    {"RFC8707_2_fragment_of_a_resource", complete("resources.supported = [\"https://api.example/#x\"]"), 4,
     "resources.supported", "no resource indicator", "without #"},
    {"RFC7662_4_a_resource_without_a_client", complete("introspection.resource_servers = [\"https://api.example\"]"), 4,
     "introspection.resource_servers", "no client with a resource", "files-api https://files.example.com"},
    {"RFC8707_2_a_client_with_no_resource", complete("introspection.resource_servers = [\"api /v1\"]"), 4,
     "introspection.resource_servers", "no client with a resource", "files-api"},
    {"empty_scope", complete("scopes.supported = [\"\"]"), 4, "scopes.supported", "bad scope name", "without spaces"},
    {"address_is_a_name", complete("listen.address = \"localhost\""), 4, "listen.address", "no IP address",
     "127.0.0.1"},

    {"RFC9449_5_1_no_such_dpop_algorithm", complete("dpop.algorithms = [\"ES256\", \"HS256\"]"), 4, "dpop.algorithms",
     "no signature algorithm", "ES256"},
    {"dpop_algorithm_twice", complete("dpop.algorithms = [\"ES256\", \"ES256\"]"), 4, "dpop.algorithms", "one twice",
     "each once"},
    {"dpop_without_algorithms", complete("dpop.algorithms = []"), 4, "dpop.algorithms", "is empty",
     "dpop.enabled = false"},
    {"RFC9449_11_1_proofs_too_old", complete("dpop.max_age = 301"), 4, "dpop.max_age", "is 301", "1 to 300"},
    {"RFC9449_11_1_proofs_too_far_ahead", complete("dpop.max_ahead = 61"), 4, "dpop.max_ahead", "is 61", "0 to 60"},
    {"RFC6585_4_no_burst", complete("limits.failures_per_client.burst = 0"), 4, "limits.failures_per_client.burst",
     "is 0", "1 to 1000000"},
    {"RFC6585_4_interval_too_long", complete("limits.logins_per_account.interval = 86400001"), 4,
     "limits.logins_per_account.interval", "is 86400001", "1 to 86400000"},
    {"RFC6585_4_half_a_rate", complete("limits.requests_per_client.burst = 5"), 4, "limits.requests_per_client.burst",
     "is set alone", "burst and interval"},
    {"RFC6585_4_no_address", complete("limits.exempt_addresses = [\"10.0.0.0/8\"]"), 4, "limits.exempt_addresses",
     "no IP address", "10.0.0.5"},
    {"dpop_nonce_is_no_flag", complete("dpop.require_nonce = \"yes\""), 4, "dpop.require_nonce", "is a string",
     "true or false"},

    {"certificate_without_key", complete("tls.certificate = \"a.pem\""), 0, "tls.key", "missing beside tls.certificate",
     "private key"},
    {"key_without_certificate", complete("tls.key = \"a.pem\""), 0, "tls.certificate", "missing beside tls.key",
     "certificate"},

    {"client_ca_without_tls", complete("tls.client_ca = \"a.pem\""), 4, "tls.client_ca", "speak TLS with us",
     "tls.certificate"},
    {"self_signed_clients_without_tls", complete("tls.self_signed_clients = true"), 4, "tls.self_signed_clients",
     "speak TLS with us", "tls.certificate"},
    {"unknown_audience_of_assertions", complete("clients.assertion_audience = \"any\""), 4,
     "clients.assertion_audience", "none of its values", "issuer_or_token_endpoint"},

    {"no_such_profile", complete("profile = \"fapi\""), 4, "profile", "is no profile", "fapi2_security"},
    {"no_such_rotation", complete("clients.refresh_rotation = \"never\""), 4, "clients.refresh_rotation",
     "none of its values", "unless_protected"},
    {"assertion_algorithm_none", complete("clients.assertion_algorithms = [\"none\"]"), 4,
     "clients.assertion_algorithms", "no signature algorithm", "ES256"},
    {"url_beside_issuer", complete("url = \"https://a.example\""), 4, "url", "not a known setting", ""},

    {"RFC8414_2_issuer_with_query",
     "issuer = \"https://a.example?x=1\"\nstore.sqlite = \"a\"\nkeys.master_key_file = \"b\"", 1, "issuer",
     "is not an issuer", "https URL"},
    {"RFC8414_2_issuer_plain_http",
     "issuer = \"http://localhost:9000\"\nstore.sqlite = \"a\"\nkeys.master_key_file = \"b\"", 1, "issuer",
     "is plain http", "development = true"},
    {"http_beyond_loopback_even_in_development",
     "issuer = \"http://a.example\"\ndevelopment = true\nstore.sqlite = \"a\"\nkeys.master_key_file = \"b\"", 1,
     "issuer", "not loopback", "https URL"},
    {"http_issuer_offered_to_other_machines",
     "issuer = \"http://localhost:9000\"\ndevelopment = true\nlisten.address = \"0.0.0.0\"\nstore.sqlite = \"a\"\n"
     "keys.master_key_file = \"b\"",
     3, "listen.address", "plain http to other machines", "listen on 127.0.0.1"},

    {"not_toml", complete("[listen\nport = 1"), 4, "", "is not TOML", "toml.io"},
    {"one_key_twice", complete("issuer = \"https://b.example\""), 4, "", "is not TOML", "toml.io"},
};

class ConfigFaults : public testing::TestWithParam<Case> {};

TEST_P(ConfigFaults, are_named_with_line_key_and_cure) {
  const Case& row = GetParam();
  const attesto::test::TemporaryFolder folder;
  const std::string path = folder.write("attestod.toml", row.toml);
  const auto faults = faults_of(path);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].file, path);
  EXPECT_EQ(faults[0].line, row.line);
  EXPECT_EQ(faults[0].key, row.key);
  EXPECT_THAT(faults[0].fault, HasSubstr(row.fault));
  EXPECT_THAT(faults[0].cure, HasSubstr(row.cure));
}

INSTANTIATE_TEST_SUITE_P(Table, ConfigFaults, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

TEST(DaemonConfig, eight_faults_are_eight_reports_in_the_order_of_the_file) {
  const attesto::test::TemporaryFolder folder;
  const std::string path = folder.write("attestod.toml", R"(issuer = "ftp://auth.example.com"
log_level = 3
typo = true
[listen]
port = 70000
addres = "::1"
[lifetimes]
access_token = "900"
[scopes]
supported = ["a b"]
[keys]
master_key_file = "master.key"
)");
  const auto faults = faults_of(path);
  std::vector<std::string> keys;
  for (const ConfigFault& fault : faults) keys.push_back(std::to_string(fault.line) + " " + fault.key);
  EXPECT_THAT(keys, ElementsAre("0 store.sqlite", "1 issuer", "2 log_level", "3 typo", "5 listen.port",
                                "6 listen.addres", "8 lifetimes.access_token", "10 scopes.supported"));
}

TEST(DaemonConfig, rotation_is_off_or_leaves_room_for_a_key_to_be_announced_and_to_be_retained) {
  const attesto::test::TemporaryFolder folder;
  const auto loads = [&](const char* more) {
    return load_daemon_config(folder.write("attestod.toml", complete(more))).has_value();
  };
  EXPECT_TRUE(loads("keys.rotate_every = \"0\""));
  EXPECT_TRUE(loads("keys.rotate_every = \"0\"\nkeys.announce_for = \"365d\""));
  EXPECT_TRUE(loads("keys.rotate_every = \"361h\""));
  EXPECT_TRUE(loads("keys.rotate_every = \"26h\"\nkeys.announce_for = \"1h\""));
  EXPECT_FALSE(loads("keys.rotate_every = \"25h\"\nkeys.announce_for = \"1h\""));
}

TEST(DaemonConfig, RFC9449_dpop_is_on_and_everything_about_it_can_be_set) {
  const attesto::test::TemporaryFolder folder;
  const auto load = [&](const char* more) {
    return load_daemon_config(folder.write("attestod.toml", complete(more))).value().issuers.at(0).dpop;
  };
  EXPECT_EQ(load(""), DpopSettings{});
  EXPECT_EQ(load("dpop.enabled = false"), std::nullopt);
  const DpopSettings want{.algorithms = {attesto::Algorithm::RS256, attesto::Algorithm::ES512},
                          .window = attesto::DpopWindow::create(seconds{300}, seconds{0}).value(),
                          .require_nonce = true};
  EXPECT_EQ(load("[dpop]\nalgorithms = [\"RS256\", \"ES512\"]\nmax_age = 300\nmax_ahead = 0\nrequire_nonce = true"),
            want);
}

TEST(DaemonConfig, RFC6749_2_3_1_limits_are_on_and_everything_about_them_can_be_set) {
  const attesto::test::TemporaryFolder folder;
  const auto load = [&](const char* more) {
    return load_daemon_config(folder.write("attestod.toml", complete(more))).value().issuers.at(0).limits;
  };
  using attesto::TokenRate;
  const LimitSettings defaults = load("");
  ASSERT_TRUE(defaults.clients);
  EXPECT_EQ(defaults.clients->failures_per_client, attesto::RateLimits{}.failures_per_client);
  EXPECT_EQ(defaults.clients->requests_per_client, std::nullopt);
  EXPECT_EQ(load("limits.enabled = false").clients.has_value(), false);
  const LimitSettings set = load(
      "[limits]\nfailures_per_client = { burst = 1, interval = 2 }\nfailures_per_address = { burst = 3, interval = 4 "
      "}\n"
      "registrations_per_address = { burst = 5 }\nrequests_per_client = { burst = 6, interval = 7 }\n"
      "requests_per_address = { burst = 8, interval = 9 }\nexempt_addresses = [\"10.0.0.5\", \"2001:db8::5\"]\n"
      "logins_per_account = { burst = 1000000, interval = 86400000 }\nlogins_per_address = { interval = 11 }");
  using std::chrono::milliseconds;
  EXPECT_EQ(set.clients->failures_per_client, (TokenRate{1, milliseconds{2}}));
  EXPECT_EQ(set.clients->failures_per_address, (TokenRate{3, milliseconds{4}}));
  EXPECT_EQ(set.clients->registrations_per_address, (TokenRate{5, seconds{10}}));
  EXPECT_EQ(set.clients->requests_per_client, (TokenRate{6, milliseconds{7}}));
  EXPECT_EQ(set.clients->requests_per_address, (TokenRate{8, milliseconds{9}}));
  EXPECT_THAT(set.clients->exempt_addresses, testing::ElementsAre("10.0.0.5", "2001:db8::5"));
  EXPECT_EQ(set.logins_per_account, (TokenRate{1'000'000, seconds{24 * 3600}}));
  EXPECT_EQ(set.logins_per_address, (TokenRate{100, milliseconds{11}}));
}

TEST(DaemonConfig, RFC7591_registration_is_off_and_everything_about_it_can_be_set) {
  const attesto::test::TemporaryFolder folder;
  const auto load = [&](const char* more) {
    return load_daemon_config(folder.write("attestod.toml", complete(more))).value().issuers.at(0).registration;
  };
  EXPECT_EQ(load(""), std::nullopt);
  EXPECT_EQ(load("registration.enabled = true"), RegistrationSettings{});
  const RegistrationSettings want{.open = true,
                                  .grant_types = {"client_credentials"},
                                  .scope = attesto::Scope::parse("openid api"),
                                  .rotate_access_tokens = true};
  EXPECT_EQ(load("[registration]\nenabled = true\nopen = true\ngrant_types = [\"client_credentials\"]\n"
                 "scopes = [\"openid\", \"api\"]\nrotate_access_tokens = true"),
            want);
  const auto faults = faults_of(folder.write("attestod.toml", complete("registration.open = true")));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].key, "registration.open");
}

TEST(DaemonConfig, introspection_can_be_switched_off) {
  const attesto::test::TemporaryFolder folder;
  const auto loaded = load_daemon_config(folder.write("attestod.toml", complete("introspection.enabled = false")));
  ASSERT_TRUE(loaded.has_value());
  EXPECT_FALSE(loaded->issuers.at(0).introspection.has_value());
}

TEST(DaemonConfig, fault_of_development_is_not_one_of_the_issuer_too) {
  const attesto::test::TemporaryFolder folder;
  const auto faults = faults_of(folder.write("attestod.toml", R"(issuer = "http://localhost:9000"
development = 1
store.sqlite = "a"
keys.master_key_file = "b"
)"));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].key, "development");
}

TEST(DaemonConfig, absent_file_is_one_fault) {
  const attesto::test::TemporaryFolder folder;
  const auto faults = faults_of(folder.file("absent.toml"));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(to_string(faults[0]), testing::MatchesRegex(".*/absent\\.toml: can't be read: .*; name .*"));
}

TEST(DaemonConfig, folder_is_no_file) {
  const attesto::test::TemporaryFolder folder;
  const auto faults = faults_of(folder.path().string());
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(faults[0].fault, HasSubstr("can't be read"));
}

TEST(DaemonConfig, fault_is_one_line_that_editors_can_jump_to) {
  EXPECT_EQ(to_string({"a.toml", 7, "listen.port", "is 0", "write 1"}), "a.toml:7: listen.port: is 0; write 1");
  EXPECT_EQ(to_string({"a.toml", 0, "issuer", "is missing", "write it"}), "a.toml: issuer: is missing; write it");
}

TEST(DaemonConfig, every_setting_arrives_where_it_belongs) {
  const attesto::test::TemporaryFolder folder;
  const auto loaded = load_daemon_config(folder.write("attestod.toml", R"(issuer = "http://localhost:9000/tenant"
development = true
log_level = "warning"
[listen]
address = "::1"
port = 0
[tls]
certificate = "tls/chain.pem"
key = "/etc/tls/key.pem"
client_ca = "tls/clients.pem"
self_signed_clients = true
[clients]
assertion_audience = "issuer_or_token_endpoint"
[store]
sqlite = "../var/attesto.db"
[keys]
master_key_file = "master.key"
default_algorithm = "EdDSA"
rotate_every = "30d"
announce_for = "36h"
[lifetimes]
access_token = 1
id_token = 2
authorization_code = 3
pushed_request = 7
refresh_token = 4
refresh_family = 5
session = 6
[scopes]
supported = ["openid", "email"]
[resources]
supported = ["https://api.example.com/v1", "urn:example:queue"]
[introspection]
resource_servers = ["an api https://api.example.com/v1", "an api urn:example:queue", "b urn:example:queue"]
[authorization]
require_pushed_requests = true
request_object_algorithms = ["PS256", "EdDSA"]
require_signed_requests = true
[threads]
io = 2
workers = 3
)"));
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->issuers.at(0).issuer.str(), "http://localhost:9000/tenant");
  EXPECT_TRUE(loaded->development);
  EXPECT_EQ(loaded->log_level, LogLevel::warning);
  EXPECT_EQ(loaded->http.address, "::1");
  EXPECT_EQ(loaded->http.port, 0);
  ASSERT_TRUE(loaded->http.tls.has_value());
  EXPECT_EQ(loaded->http.tls->certificate_chain, folder.file("tls/chain.pem"));
  EXPECT_EQ(loaded->http.tls->private_key, "/etc/tls/key.pem");
  EXPECT_EQ(loaded->http.tls->client_authorities, folder.file("tls/clients.pem"));
  EXPECT_TRUE(loaded->http.tls->asks_for_certificate);
  ASSERT_TRUE(loaded->client_certificates.has_value());
  EXPECT_TRUE(loaded->client_certificates->chains_are_validated);
  EXPECT_TRUE(loaded->client_certificates->self_signed_are_passed);
  EXPECT_EQ(loaded->issuers.at(0).rules.rules.client_assertions.audience,
            attesto::AssertionAudience::issuer_or_token_endpoint);
  EXPECT_EQ(std::get<SqliteFile>(loaded->issuers.at(0).storage).path,
            (folder.path().parent_path() / "var/attesto.db").string());
  EXPECT_EQ(loaded->issuers.at(0).keys.master_key_file, folder.file("master.key"));
  EXPECT_EQ(loaded->issuers.at(0).keys.default_algorithm, attesto::Algorithm::EdDSA);
  EXPECT_EQ(loaded->issuers.at(0).keys.rotation.rotate_every, std::chrono::days(30));
  EXPECT_EQ(loaded->issuers.at(0).keys.rotation.announce_for, std::chrono::hours(36));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.access_token, seconds(1));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.id_token, seconds(2));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.authorization_code, seconds(3));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.pushed_request, seconds(7));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.refresh_token, seconds(4));
  EXPECT_EQ(loaded->issuers.at(0).lifetimes.refresh_family, seconds(5));
  EXPECT_EQ(loaded->issuers.at(0).session_lifetime, seconds(6));
  EXPECT_EQ(loaded->issuers.at(0).scopes_supported.str(), "openid email");
  ASSERT_EQ(loaded->issuers.at(0).resources.size(), 2u);
  EXPECT_EQ(loaded->issuers.at(0).resources[1].str(), "urn:example:queue");
  const auto& introspection = loaded->issuers.at(0).introspection;
  ASSERT_TRUE(introspection.has_value());
  EXPECT_EQ(introspection->resource_servers,
            (std::map<std::string, attesto::Audience, std::less<>>{
                {"an api", {"https://api.example.com/v1", "urn:example:queue"}}, {"b", "urn:example:queue"}}));
  EXPECT_TRUE(loaded->issuers.at(0).rules.rules.require_pushed_authorization_requests);
  EXPECT_EQ(loaded->issuers.at(0).rules.rules.request_object_algorithms,
            (attesto::AlgorithmList{attesto::Algorithm::PS256, attesto::Algorithm::EdDSA}));
  EXPECT_TRUE(loaded->issuers.at(0).rules.require_signed_requests);
  EXPECT_EQ(loaded->http.io_threads, 2u);
  EXPECT_EQ(loaded->http.workers, 3u);
}

std::string section(const std::string& url, const std::string& database, const std::string& more = "") {
  return "[[issuer]]\nurl = \"" + url + "\"\n" + more + "store.sqlite = \"" + database +
         "\"\nkeys.master_key_file = \"m\"\n";
}

TEST(DaemonConfig, sections_make_several_issuers_each_with_its_profile_and_what_refines_it) {
  const attesto::test::TemporaryFolder folder;
  const auto loaded = load_daemon_config(folder.write(
      "a.toml",
      section("https://a.example", "a.db") +
          section("https://a.example/fapi", "b.db",
                  "profile = \"fapi2_security\"\nclients.assertion_algorithms = [\"PS256\"]\n") +
          section("https://b.example", "c.db", "profile = \"oidc\"\nclients.assertion_audience = \"issuer\"\n")));
  ASSERT_TRUE(loaded.has_value()) << to_string(loaded.error().front());
  ASSERT_EQ(loaded->issuers.size(), 3U);
  const auto& [plain, fapi, oidc] = std::tie(loaded->issuers[0], loaded->issuers[1], loaded->issuers[2]);
  EXPECT_EQ(plain.issuer.str(), "https://a.example");
  EXPECT_EQ(plain.rules.profile, attesto::Profile::oauth21);
  EXPECT_EQ(fapi.section, "issuer[1]");
  EXPECT_EQ(fapi.rules.profile, attesto::Profile::fapi2_security);
  EXPECT_TRUE(fapi.rules.rules.require_client_keys && fapi.rules.rules.require_sender_constraint);
  EXPECT_EQ(fapi.rules.rules.refresh_rotation, attesto::RefreshRotation::unless_protected);
  EXPECT_EQ(fapi.rules.rules.client_assertions.algorithms, attesto::AlgorithmList{attesto::Algorithm::PS256});
  EXPECT_EQ(oidc.rules.rules.client_assertions.audience, attesto::AssertionAudience::issuer);
  EXPECT_FALSE(oidc.rules.rules.require_pkce);
  EXPECT_EQ(std::get<SqliteFile>(oidc.storage).path, folder.file("c.db"));
}

TEST(DaemonConfig, faults_of_every_section_are_told_at_once_by_their_whole_names) {
  const attesto::test::TemporaryFolder folder;
  const auto faults =
      faults_of(folder.write("a.toml", section("https://a.example", "a.db", "scopes.supported = [\"a b\"]\n") +
                                           "nonsense = 1\n" + section("https://a.example", "a.db") + "[[issuer]]\n"));
  std::vector<std::string> keys;
  for (const ConfigFault& fault : faults) keys.push_back(std::to_string(fault.line) + " " + fault.key);
  EXPECT_THAT(keys, testing::UnorderedElementsAre("3 issuer[0].scopes.supported", "6 issuer[0].nonsense",
                                                  "8 issuer[1].url", "0 issuer[1].store", "0 issuer[2].url",
                                                  "0 issuer[2].store.sqlite", "0 issuer[2].keys.master_key_file"));
}

TEST(DaemonConfig, beside_sections_the_file_itself_is_about_the_process) {
  const attesto::test::TemporaryFolder folder;
  const auto faults =
      faults_of(folder.write("a.toml", "store.sqlite = \"x\"\n" + section("https://a.example", "a.db")));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].key, "store.sqlite");
}

std::string with_store(const std::string& lines) {
  return "issuer = \"https://a.example\"\n[keys]\nmaster_key_file = \"b\"\n[store]\n" + lines;
}

TEST(DaemonConfig, postgresql_is_a_database_for_several_nodes) {
  const attesto::test::TemporaryFolder folder;
  const auto loaded = load_daemon_config(folder.write(
      "a.toml", with_store("postgresql = \"postgresql://a:b@c/d\"\ntable_prefix = \"shop_\"\nconnections = 3\n")));
  ASSERT_TRUE(loaded.has_value());
  const auto& database = std::get<PostgresDatabase>(loaded->issuers.at(0).storage);
  EXPECT_EQ(database.dsn->expose(), "postgresql://a:b@c/d");
  EXPECT_EQ(database.table_prefix, "shop_");
  EXPECT_EQ(database.connections, 3u);
  EXPECT_EQ(describe(loaded->issuers.at(0).storage), "PostgreSQL database 'd' at c");
}

TEST(DaemonConfig, faults_of_a_dsn_never_repeat_it) {
  const attesto::test::TemporaryFolder folder;
  for (const auto* lines : {"postgresql = \"postgresql://a:open@sesame@c/d\"", "postgresql = \"host=c sesame\"",
                            "postgresql = \"host=sesame\"\ntable_prefix = \"Sesame-\""}) {
    const auto faults = faults_of(folder.write("a.toml", with_store(lines)));
    ASSERT_EQ(faults.size(), 1u) << lines;
    EXPECT_THAT(to_string(faults[0]), testing::AllOf(HasSubstr("a.toml:5: store.postgresql: "), HasSubstr("stores.md"),
                                                     testing::Not(testing::ContainsRegex("[Ss]esame"))));
  }
}

TEST(DaemonConfig, plain_http_beyond_loopback_is_fine_behind_a_proxy_with_https) {
  const attesto::test::TemporaryFolder folder;
  EXPECT_TRUE(faults_of(folder.write("a.toml", complete("listen.address = \"0.0.0.0\""))).empty());
}

TEST(DaemonConfig, relative_paths_count_from_the_file_and_not_from_the_process) {
  const attesto::test::TemporaryFolder folder;
  folder.write("attestod.toml", kComplete);
  const std::string relative = std::filesystem::relative(folder.file("attestod.toml")).string();
  const auto loaded = load_daemon_config(relative);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(std::filesystem::weakly_canonical(std::get<SqliteFile>(loaded->issuers.at(0).storage).path),
            std::filesystem::weakly_canonical(folder.file("attesto.db")));
}

}  // namespace
}  // namespace attestod
