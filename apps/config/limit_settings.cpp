#include "apps/config/limit_settings.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "apps/config/settings_reader.hpp"
#include "attesto/policy/address_block.hpp"

namespace attestod {
namespace {

using attesto::TokenRate;
using std::chrono::milliseconds;

constexpr std::int64_t kMostBurst = 1'000'000;
constexpr std::int64_t kDay = 24 * 3600 * 1000;

TokenRate read_rate(SettingsReader& settings, const std::string& name, TokenRate otherwise) {
  const auto burst = settings.integer(name + ".burst", {1, kMostBurst});
  const auto interval = settings.integer(name + ".interval", {1, kDay}, "milliseconds");
  return {.burst = static_cast<int>(burst.value_or(otherwise.burst)),
          .interval = milliseconds(interval.value_or(otherwise.interval.count()))};
}

/// A limit that nobody sets is none.
std::optional<TokenRate> read_optional_rate(SettingsReader& settings, const std::string& name) {
  const bool has_burst = settings.has(name + ".burst");
  const bool has_interval = settings.has(name + ".interval");
  const TokenRate rate = read_rate(settings, name, {});
  if (has_burst != has_interval)
    settings.add_fault(name + (has_burst ? ".burst" : ".interval"), "is set alone",
                       "set burst and interval, or neither");
  return has_burst && has_interval ? std::optional(rate) : std::nullopt;
}

std::vector<std::string> read_exempt_addresses(SettingsReader& settings) {
  constexpr std::string_view kKey = "limits.exempt_addresses";
  constexpr std::string_view kCure = R"(write IP addresses without port or prefix length, e.g. ["10.0.0.5"])";
  auto addresses = settings.texts(kKey, kCure).value_or(std::vector<std::string>());
  for (const std::string& address : addresses) {
    if (attesto::is_ip_address(address)) continue;
    settings.add_fault(kKey, "has an entry that is no IP address", kCure);
    return {};
  }
  return addresses;
}

}  // namespace

LimitSettings read_limits(SettingsReader& settings) {
  const bool enabled = settings.flag("limits.enabled").value_or(true);
  LimitSettings limits;
  attesto::RateLimits& clients = *limits.clients;
  clients.failures_per_client = read_rate(settings, "limits.failures_per_client", clients.failures_per_client);
  clients.failures_per_address = read_rate(settings, "limits.failures_per_address", clients.failures_per_address);
  clients.registrations_per_address =
      read_rate(settings, "limits.registrations_per_address", clients.registrations_per_address);
  clients.requests_per_client = read_optional_rate(settings, "limits.requests_per_client");
  clients.requests_per_address = read_optional_rate(settings, "limits.requests_per_address");
  clients.exempt_addresses = read_exempt_addresses(settings);
  limits.logins_per_account = read_rate(settings, "limits.logins_per_account", limits.logins_per_account);
  limits.logins_per_address = read_rate(settings, "limits.logins_per_address", limits.logins_per_address);
  if (!enabled) limits.clients.reset();
  return limits;
}

}  // namespace attestod
