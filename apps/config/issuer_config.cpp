#include "apps/config/issuer_config.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include "apps/config/settings_reader.hpp"
#include "apps/config/store_settings.hpp"
#include "attesto/wire/uri.hpp"

namespace attestod {
namespace {

using attesto::Issuer;
using std::chrono::seconds;

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kYear = 365 * kDay;

std::optional<Issuer> read_issuer(SettingsReader& settings, std::string_view key, bool development) {
  constexpr std::string_view kCure =
      "write an https URL in lower case, without query, fragment, user or final slash, e.g. https://auth.example.com";
  const auto text = settings.required_text(key, kCure);
  if (!text) return std::nullopt;
  const auto transport = development ? Issuer::Transport::http_on_loopback_too : Issuer::Transport::https_only;
  if (auto issuer = Issuer::parse(*text, transport)) return issuer;
  const auto uri = attesto::Uri::parse(*text);
  const bool is_http = uri && uri->scheme() == "http";
  if (is_http && !uri->is_loopback()) settings.add_fault(key, "is plain http on a host that is not loopback", kCure);
  else if (is_http && !development)
    settings.add_fault(key, "is plain http", "use https, or set development = true on your own machine");
  else settings.add_fault(key, "is not an issuer", kCure);
  return std::nullopt;
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

bool is_same_database(const StorageSettings& left, const StorageSettings& right) {
  if (left.index() != right.index()) return false;
  if (const auto* file = std::get_if<SqliteFile>(&left)) return file->path == std::get<SqliteFile>(right).path;
  const auto& a = std::get<PostgresDatabase>(left);
  const auto& b = std::get<PostgresDatabase>(right);
  return a.dsn->expose() == b.dsn->expose() && a.table_prefix == b.table_prefix;
}

}  // namespace

IssuerConfig read_issuer_config(SettingsReader& settings, std::string_view url_key, bool development) {
  const auto issuer = read_issuer(settings, url_key, development);
  return {.issuer = issuer.value_or(Issuer::parse("https://faulty.invalid").value()),
          .section = settings.section(),
          .rules = read_rules(settings),
          .storage = read_storage(settings),
          .keys = read_keys(settings),
          .lifetimes = read_lifetimes(settings),
          .session_lifetime = read_seconds(settings, "lifetimes.session", 90 * kDay, kDefaultSessionLifetime),
          .scopes_supported = read_scopes(settings),
          .resources = read_resources(settings),
          .introspection = read_introspection(settings),
          .dpop = read_dpop(settings),
          .registration = read_registration(settings),
          .limits = read_limits(settings)};
}

void check_apart(std::span<SettingsReader> sections, std::span<const IssuerConfig> issuers) {
  for (std::size_t i = 0; i < issuers.size(); ++i) {
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (!sections[i].has_fault("url") && issuers[i].issuer.str() == issuers[earlier].issuer.str())
        sections[i].add_fault("url", "is that of " + issuers[earlier].section, "give each issuer a URL of its own");
      if (is_same_database(issuers[i].storage, issuers[earlier].storage))
        sections[i].add_fault("store", "is that of " + issuers[earlier].section,
                              "give each issuer a database or a table_prefix of its own: what one issued must mean "
                              "nothing to the other");
    }
  }
}

}  // namespace attestod
