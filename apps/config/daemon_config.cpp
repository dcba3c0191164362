#include "apps/config/daemon_config.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "apps/config/path_text.hpp"
#include "apps/config/settings_reader.hpp"

namespace attestod {
namespace {

using attesto::Issuer;

template <class T>
void assign(T& target, const std::optional<std::int64_t>& value) {
  if (value) target = static_cast<T>(*value);
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

/// Plain HTTP for others means a proxy in front, and then the world sees the proxy's https.
void check_transport(SettingsReader& settings, const attesto::HttpServerSettings& http, const Issuer& issuer) {
  const bool wants_tls = settings.has("tls.certificate") || settings.has("tls.key");
  if (wants_tls || is_loopback_address(http.address) || issuer.str().starts_with("https:")) return;
  if (!settings.has_fault("listen.address"))
    settings.add_fault("listen.address", "offers plain http to other machines",
                       "listen on 127.0.0.1, configure [tls], or give the https issuer of the proxy in front");
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
  std::vector<SettingsReader> sections = settings.take_sections("issuer");

  // While `development` itself is faulty, an http issuer is given the benefit of the doubt.
  const bool development = settings.flag("development").value_or(settings.has("development"));
  DaemonConfig config{.file = path,
                      .development = development,
                      .log_level = read_log_level(settings),
                      .http = read_http(settings, path)};
  config.client_certificates = read_client_certificates(settings, path, config.http);
  for (SettingsReader& section : sections) config.issuers.push_back(read_issuer_config(section, "url", development));
  if (sections.empty()) config.issuers.push_back(read_issuer_config(settings, "issuer", development));
  else check_apart(sections, config.issuers);
  for (const IssuerConfig& issuer : config.issuers) check_transport(settings, config.http, issuer.issuer);

  auto faults = settings.finish();
  for (SettingsReader& section : sections) std::ranges::move(section.finish(), std::back_inserter(faults));
  std::ranges::stable_sort(faults, {}, &ConfigFault::line);
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
