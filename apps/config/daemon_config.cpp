#include "apps/config/daemon_config.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "adapters/key_store/key_timeline.hpp"
#include "apps/config/duration_text.hpp"
#include "apps/config/settings_reader.hpp"
#include "attesto/wire/uri.hpp"

namespace attestod {
namespace {

using attesto::Issuer;
using std::chrono::seconds;

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kYear = 365 * kDay;

template <class T>
void assign(T& target, const std::optional<std::int64_t>& value) {
  if (value) target = static_cast<T>(*value);
}

/// Relative paths count from the folder of the configuration file, wherever the process stands.
std::string complete_path(const std::string& file, const std::string& path) {
  return (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

LogLevel read_log_level(SettingsReader& settings) {
  using enum LogLevel;
  constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels = {
      {{"debug", debug}, {"info", info}, {"warning", warning}, {"error", error}}};
  constexpr std::string_view kCure = R"(write "debug", "info", "warning" or "error")";
  const auto name = settings.text("log_level", kCure);
  if (!name) return info;
  const auto* found = std::ranges::find(kLevels, *name, &std::pair<std::string_view, LogLevel>::first);
  if (found != kLevels.end()) return found->second;
  settings.add_fault("log_level", "is no level", kCure);
  return info;
}

std::optional<Issuer> read_issuer(SettingsReader& settings, bool development) {
  constexpr std::string_view kCure =
      "write an https URL in lower case, without query, fragment, user or final slash, e.g. https://auth.example.com";
  const auto text = settings.required_text("issuer", kCure);
  if (!text) return std::nullopt;
  const auto transport = development ? Issuer::Transport::http_on_loopback_too : Issuer::Transport::https_only;
  if (auto issuer = Issuer::parse(*text, transport)) return issuer;
  const auto uri = attesto::Uri::parse(*text);
  const bool is_http = uri && uri->scheme() == "http";
  if (is_http && !uri->is_loopback())
    settings.add_fault("issuer", "is plain http on a host that is not loopback", kCure);
  else if (is_http && !development)
    settings.add_fault("issuer", "is plain http", "use https, or set development = true on your own machine");
  else settings.add_fault("issuer", "is not an issuer", kCure);
  return std::nullopt;
}

bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_loopback_address(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

void read_listen(SettingsReader& settings, attesto::HttpServerSettings& http) {
  constexpr std::string_view kCure = R"(write an IP address, e.g. "127.0.0.1", "0.0.0.0" or "::")";
  if (const auto address = settings.text("listen.address", kCure)) {
    if (is_ip_address(*address)) http.address = *address;
    else settings.add_fault("listen.address", "is no IP address", kCure);
  }
  assign(http.port, settings.integer("listen.port", {0, 65535}));
}

void read_tls(SettingsReader& settings, const std::string& file, attesto::HttpServerSettings& http) {
  constexpr std::string_view kCertificate = "name a PEM file with the certificate and its chain";
  constexpr std::string_view kKey = "name a PEM file with the private key";
  const auto certificate = settings.text("tls.certificate", kCertificate);
  const auto key = settings.text("tls.key", kKey);
  if (settings.has("tls.certificate") && !settings.has("tls.key"))
    settings.add_fault("tls.key", "is missing beside tls.certificate", kKey);
  if (settings.has("tls.key") && !settings.has("tls.certificate"))
    settings.add_fault("tls.certificate", "is missing beside tls.key", kCertificate);
  if (certificate && key) http.tls.emplace(complete_path(file, *certificate), complete_path(file, *key));
}

/// Asks for certificates only where they are good for something: a browser would ask its user.
std::optional<attesto::ClientCertificates> read_client_certificates(SettingsReader& settings, const std::string& file,
                                                                    attesto::HttpServerSettings& http) {
  const auto authorities =
      settings.text("tls.client_ca", "name a PEM file with the authorities that issue certificates to clients");
  const bool self_signed = settings.flag("tls.self_signed_clients").value_or(false);
  for (const char* key : {"tls.client_ca", "tls.self_signed_clients"})
    if (settings.has(key) && !settings.has("tls.certificate"))
      settings.add_fault(key, "is for clients that speak TLS with us", "give tls.certificate and tls.key too");
  if (!http.tls) return std::nullopt;
  http.tls->asks_for_certificate = authorities.has_value() || self_signed;
  if (authorities) http.tls->client_authorities = complete_path(file, *authorities);
  if (!http.tls->asks_for_certificate) return std::nullopt;
  return attesto::ClientCertificates{.chains_are_validated = authorities.has_value(),
                                     .self_signed_are_passed = self_signed};
}

attesto::AssertionAudience read_assertion_audience(SettingsReader& settings) {
  constexpr std::string_view kKey = "clients.assertion_audience";
  constexpr std::string_view kCure = R"(write "issuer" or "issuer_or_token_endpoint")";
  const auto name = settings.text(kKey, kCure);
  if (name == "issuer_or_token_endpoint") return attesto::AssertionAudience::issuer_or_token_endpoint;
  if (name && *name != "issuer") settings.add_fault(kKey, "is no audience of assertions", kCure);
  return attesto::AssertionAudience::issuer;
}

/// Plain HTTP for others means a proxy in front, and then the world sees the proxy's https.
void check_transport(SettingsReader& settings, const attesto::HttpServerSettings& http, const Issuer& issuer) {
  const bool wants_tls = settings.has("tls.certificate") || settings.has("tls.key");
  if (wants_tls || is_loopback_address(http.address) || issuer.str().starts_with("https:")) return;
  settings.add_fault("listen.address", "offers plain http to other machines",
                     "listen on 127.0.0.1, configure [tls], or give the https issuer of the proxy in front");
}

std::string read_path(SettingsReader& settings, const std::string& file, std::string_view key, std::string_view cure) {
  const auto path = settings.required_text(key, cure);
  return path ? complete_path(file, *path) : std::string();
}

StorageSettings read_sqlite(SettingsReader& settings, const std::string& file) {
  for (const auto* key : {"store.table_prefix", "store.connections"})
    if (settings.has(key)) settings.add_fault(key, "is for store.postgresql", "remove it");
  return SqliteFile{read_path(settings, file, "store.sqlite",
                              R"(name the database file, e.g. "attesto.db", or give store.postgresql)")};
}

StorageSettings read_storage(SettingsReader& settings, const std::string& file) {
  constexpr std::string_view kKey = "store.postgresql";
  const auto dsn = settings.text(kKey, R"(write "postgresql://user@host/database")");
  const auto table_prefix = settings.text("store.table_prefix", R"(write a name, e.g. "attesto_")");
  PostgresDatabase database{.dsn = std::make_shared<const attesto::Secret>(dsn.value_or(""))};
  if (table_prefix) database.table_prefix = *table_prefix;
  assign(database.connections, settings.integer("store.connections", {1, 1000}));
  if (!settings.has(kKey)) return read_sqlite(settings, file);
  if (settings.has("store.sqlite")) {
    settings.add_fault(kKey, "stands beside store.sqlite", "keep one of them: there is one database");
    static_cast<void>(settings.text("store.sqlite", "remove it"));
  }
  StorageSettings storage = std::move(database);
  if (const auto checked = check_storage(storage); dsn && !checked)
    settings.add_fault(kKey, checked.error(), "docs/stores.md shows how");
  return storage;
}

attesto::Algorithm read_default_algorithm(SettingsReader& settings) {
  constexpr std::string_view kCure = R"(write "ES256", "ES384", "ES512", "EdDSA", "PS256" or "RS256")";
  const auto name = settings.text("keys.default_algorithm", kCure);
  if (!name) return attesto::Algorithm::ES256;
  const auto algorithm = attesto::parse_algorithm(*name);
  if (!algorithm) settings.add_fault("keys.default_algorithm", "is no signature algorithm", kCure);
  return algorithm.value_or(attesto::Algorithm::ES256);
}

/// @return nothing if the setting is absent or faulty
std::optional<seconds> read_duration(SettingsReader& settings, std::string_view key, std::string_view cure) {
  const auto text = settings.text(key, cure);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) settings.add_fault(key, "is no duration", cure);
  return duration;
}

attesto::RotationPlan read_rotation(SettingsReader& settings) {
  constexpr std::string_view kEvery = "keys.rotate_every";
  constexpr std::string_view kFor = "keys.announce_for";
  constexpr seconds kLeast = std::chrono::floor<seconds>(attesto::kShortestAnnouncement);
  constexpr seconds kMost{kYear};
  const std::string for_cure = "write a duration from \"" + to_text(kLeast) + "\" to \"" + to_text(kMost) +
                               "\": clients have to see a key before it signs";
  attesto::RotationPlan plan;
  const auto every = read_duration(settings, kEvery, R"(write a duration, e.g. "90d", or "0" for no rotation)");
  const auto announce = read_duration(settings, kFor, for_cure);
  if (every) plan.rotate_every = *every;
  if (announce) plan.announce_for = *announce;
  if (announce && (*announce < kLeast || *announce > kMost)) {
    settings.add_fault(kFor, "is " + to_text(*announce), for_cure);
    return {};
  }
  // At most three keys of an algorithm are published: one retained, one signing, one announced.
  const auto least = std::chrono::floor<seconds>(plan.announce_for + attesto::kKeyRetention);
  const bool rotates = plan.rotate_every > seconds{0};
  if (rotates && plan.rotate_every < least)
    settings.add_fault(every ? kEvery : kFor,
                       every ? "is shorter than keys.announce_for and the life of a token together"
                             : "leaves too little of keys.rotate_every",
                       "make keys.rotate_every at least \"" + to_text(least) + "\", or keys.announce_for shorter");
  return plan;
}

seconds read_seconds(SettingsReader& settings, std::string_view key, std::int64_t most, seconds otherwise,
                     std::int64_t least = 1) {
  return seconds(settings.integer(key, {least, most}, "seconds").value_or(otherwise.count()));
}

attesto::TokenLifetimes read_lifetimes(SettingsReader& settings) {
  constexpr attesto::TokenLifetimes kDefault;
  const attesto::TokenLifetimes lifetimes{
      .access_token = read_seconds(settings, "lifetimes.access_token", attesto::kLongestTokenLifetime.count(),
                                   kDefault.access_token),
      .id_token =
          read_seconds(settings, "lifetimes.id_token", attesto::kLongestTokenLifetime.count(), kDefault.id_token),
      // "A maximum authorization code lifetime of 10 minutes is RECOMMENDED." (RFC 6749 §4.1.2)
      .authorization_code = read_seconds(settings, "lifetimes.authorization_code", 600, kDefault.authorization_code),
      // RFC 9126 §2.2
      .pushed_request = read_seconds(settings, "lifetimes.pushed_request", 600, kDefault.pushed_request, 5),
      .refresh_token = read_seconds(settings, "lifetimes.refresh_token", kYear, kDefault.refresh_token),
      .refresh_family = read_seconds(settings, "lifetimes.refresh_family", kYear, kDefault.refresh_family)};
  if (lifetimes.refresh_family < lifetimes.refresh_token)
    settings.add_fault("lifetimes.refresh_family", "is shorter than lifetimes.refresh_token",
                       "make it at least as long: nothing outlives its family");
  return lifetimes;
}

attesto::Scope read_scopes(SettingsReader& settings) {
  constexpr std::string_view kCure = R"(write scope names without spaces, e.g. ["openid", "profile"])";
  std::string all;
  for (const std::string& name : settings.texts("scopes.supported", kCure).value_or(std::vector<std::string>())) {
    const auto scope = attesto::Scope::parse(name);
    if (!scope || scope->tokens().size() != 1) {
      settings.add_fault("scopes.supported", "has a bad scope name", kCure);
      return {};
    }
    if (!all.empty()) all += ' ';
    all += name;
  }
  return attesto::Scope::parse(all).value();
}

std::vector<attesto::ResourceIndicator> read_resources(SettingsReader& settings) {
  constexpr std::string_view kCure = R"(write absolute URIs without #, e.g. ["https://api.example.com"])";
  std::vector<attesto::ResourceIndicator> resources;
  for (const std::string& name : settings.texts("resources.supported", kCure).value_or(std::vector<std::string>())) {
    auto resource = attesto::ResourceIndicator::parse(name);
    if (!resource) {
      settings.add_fault("resources.supported", "has an entry that is no resource indicator (RFC 8707 §2)", kCure);
      return {};
    }
    resources.push_back(*std::move(resource));
  }
  return resources;
}

/// "client resource" each; a resource has no spaces, a `client_id` may (RFC 6749 appendix A.1).
std::optional<attesto::IntrospectionRules> read_introspection(SettingsReader& settings) {
  constexpr std::string_view kKey = "introspection.resource_servers";
  constexpr std::string_view kCure = R"(write a client and its resource, e.g. ["files-api https://files.example.com"])";
  const bool enabled = settings.flag("introspection.enabled").value_or(true);
  attesto::IntrospectionRules rules;
  for (const std::string& entry : settings.texts(kKey, kCure).value_or(std::vector<std::string>())) {
    const std::size_t space = entry.rfind(' ');
    const bool is_pair = space != std::string::npos && space > 0;
    const auto resource = is_pair ? attesto::ResourceIndicator::parse(entry.substr(space + 1)) : std::nullopt;
    if (resource) rules.resource_servers[entry.substr(0, space)].add(resource->str());
    else settings.add_fault(kKey, "has an entry that is no client with a resource", kCure);
  }
  return enabled ? std::optional(std::move(rules)) : std::nullopt;
}

attesto::RequestObjectRules read_request_objects(SettingsReader& settings) {
  constexpr std::string_view kKey = "authorization.request_object_algorithms";
  constexpr std::string_view kCure = R"(write signature algorithms, e.g. ["ES256", "PS256"], or [] to take none)";
  attesto::RequestObjectRules rules;
  if (const auto names = settings.texts(kKey, kCure)) {
    rules.algorithms = {};
    for (const std::string& name : *names) {
      const auto algorithm = attesto::parse_algorithm(name);
      if (algorithm) rules.algorithms.push_back(*algorithm);
      else settings.add_fault(kKey, "has an entry that is no signature algorithm", kCure);
    }
  }
  rules.required = settings.flag("authorization.require_signed_requests").value_or(false);
  return rules;
}

attesto::HttpServerSettings read_http(SettingsReader& settings, const std::string& file) {
  attesto::HttpServerSettings http;
  read_listen(settings, http);
  read_tls(settings, file, http);
  assign(http.io_threads, settings.integer("threads.io", {1, 64}));
  assign(http.workers, settings.integer("threads.workers", {1, 1024}));
  return http;
}

}  // namespace

std::expected<DaemonConfig, std::vector<ConfigFault>> load_daemon_config(const std::string& path) {
  auto parsed = read_toml_file(path);
  if (!parsed) return std::unexpected(std::vector{std::move(parsed.error())});
  SettingsReader settings(path, std::move(*parsed));

  // While `development` itself is faulty, an http issuer is given the benefit of the doubt.
  const bool development = settings.flag("development").value_or(settings.has("development"));
  const auto issuer = read_issuer(settings, development);
  DaemonConfig config{
      .issuer = issuer.value_or(Issuer::parse("https://faulty.invalid").value()),
      .development = development,
      .log_level = read_log_level(settings),
      .http = read_http(settings, path),
      .storage = read_storage(settings, path),
      .master_key_file = read_path(settings, path, "keys.master_key_file", R"(name a file, e.g. "master.key")"),
      .default_algorithm = read_default_algorithm(settings),
      .rotation = read_rotation(settings),
      .lifetimes = read_lifetimes(settings),
      .session_lifetime = read_seconds(settings, "lifetimes.session", 90 * kDay, kDefaultSessionLifetime),
      .scopes_supported = read_scopes(settings),
      .resources = read_resources(settings),
      .introspection = read_introspection(settings),
      .request_objects = read_request_objects(settings),
      .require_pushed_requests = settings.flag("authorization.require_pushed_requests").value_or(false),
      .dpop = read_dpop(settings),
      .registration = read_registration(settings)};
  config.client_certificates = read_client_certificates(settings, path, config.http);
  config.assertion_audience = read_assertion_audience(settings);
  check_transport(settings, config.http, config.issuer);

  auto faults = settings.finish();
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return config;
}

std::string to_string(const ConfigFault& fault) {
  std::string text = fault.file + ":";
  if (fault.line > 0) text += std::to_string(fault.line) + ":";
  if (!fault.key.empty()) text += " " + fault.key + ":";
  return text + " " + fault.fault + "; " + fault.cure;
}

}  // namespace attestod
