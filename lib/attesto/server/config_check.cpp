#include "attesto/server/config_check.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/grant/grant.hpp"
#include "attesto/policy/address_block.hpp"
#include "attesto/server/profile_rules.hpp"

namespace attesto::inline v0 {
namespace {

using std::chrono::seconds;

void check_lifetime(Problems& problems, std::string_view option, seconds value, seconds most,
                    seconds least = seconds{1}) {
  if (value >= least && value <= most) return;
  problems.push_back({std::string(option), "is " + std::to_string(value.count()) + " seconds",
                      "use " + std::to_string(least.count()) + " to " + std::to_string(most.count()) + " seconds"});
}

void check_lifetimes(Problems& problems, const Config& config) {
  constexpr seconds kYear{365 * 24 * 3600};
  const TokenLifetimes& lifetimes = config.lifetimes;
  check_lifetime(problems, "lifetimes.access_token", lifetimes.access_token, kLongestTokenLifetime);
  check_lifetime(problems, "lifetimes.id_token", lifetimes.id_token, kLongestTokenLifetime);
  // "A maximum authorization code lifetime of 10 minutes is RECOMMENDED." (RFC 6749 §4.1.2)
  check_lifetime(problems, "lifetimes.authorization_code", lifetimes.authorization_code, seconds{600});
  // "a relatively short lifetime [...] 5 and 600 seconds" (RFC 9126 §2.2)
  check_lifetime(problems, "lifetimes.pushed_request", lifetimes.pushed_request, seconds{600}, seconds{5});
  check_lifetime(problems, "lifetimes.refresh_token", lifetimes.refresh_token, kYear);
  check_lifetime(problems, "lifetimes.refresh_family", lifetimes.refresh_family, kYear);
  // A longer grace is a longer time in which a stolen token passes for a retry (RFC 9700 §4.14.2).
  constexpr seconds kMostGrace{10};
  if (lifetimes.refresh_grace < seconds{0} || lifetimes.refresh_grace > kMostGrace)
    problems.push_back({"lifetimes.refresh_grace", "is " + std::to_string(lifetimes.refresh_grace.count()) + " seconds",
                        "use 0 (no grace) to " + std::to_string(kMostGrace.count()) + " seconds"});
  if (lifetimes.refresh_family < lifetimes.refresh_token)
    problems.push_back(
        {"lifetimes.refresh_family", "is shorter than lifetimes.refresh_token", "make it at least as long"});
  if (config.end_users)
    check_lifetime(problems, "end_users.interaction_lifetime", config.end_users->interaction_lifetime, seconds{3600});
}

constexpr std::array<std::string_view, 2> kWellKnown = {"/.well-known/openid-configuration",
                                                        "/.well-known/oauth-authorization-server"};

/// unreserved characters and slashes only, so that a path has one spelling
bool is_plain_path(std::string_view path) {
  const std::string bounded = std::string(path) + '/';
  if (bounded.contains("/./") || bounded.contains("/../")) return false;
  return path.starts_with('/') && path.size() > 1 && !path.ends_with('/') && !path.contains("//") &&
         std::ranges::all_of(path, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' ||
                  c == '_' || c == '.' || c == '~';
         });
}

void check_paths(Problems& problems, const EndpointPaths& paths) {
  const std::array<std::pair<std::string_view, std::string_view>, 10> all = {
      {{"paths.authorize", paths.authorize},
       {"paths.resume", paths.resume},
       {"paths.par", paths.par},
       {"paths.token", paths.token},
       {"paths.revoke", paths.revoke},
       {"paths.introspect", paths.introspect},
       {"paths.userinfo", paths.userinfo},
       {"paths.registration", paths.registration},
       {"paths.client_configuration", paths.client_configuration},
       {"paths.jwks", paths.jwks}}};
  for (auto entry = all.begin(); entry != all.end(); ++entry) {
    if (!is_plain_path(entry->second))
      problems.push_back({std::string(entry->first), "is not a plain absolute path",
                          "use a leading slash and unreserved characters, e.g. /token"});
    if (std::ranges::find(kWellKnown, entry->second) != kWellKnown.end())
      problems.push_back(
          {std::string(entry->first), "is the place of a discovery document", "use another path, e.g. /jwks"});
    const auto twin =
        std::find_if(all.begin(), entry, [&](const auto& other) { return other.second == entry->second; });
    if (twin != entry)
      problems.push_back({std::string(entry->first), "is the same as " + std::string(twin->first),
                          "give each endpoint a path of its own"});
  }
}

/// Scopes that speak of an end-user are refused to clients on their own behalf, so without end-users
/// nobody could get what the metadata says (OIDC Core §3.1.2.1, §11).
void check_scopes(Problems& problems, const Config& config) {
  if (config.end_users) return;
  for (const char* scope : {"openid", "offline_access"}) {
    if (config.scopes_supported.contains(scope))
      problems.push_back({"scopes_supported", "has " + std::string(scope) + " on a server without end-users",
                          "leave it out, or set end_users"});
  }
}

void check_targets(Problems& problems, const Config& config) {
  if (std::ranges::any_of(config.targets.authorization_details_types, &std::string::empty))
    problems.push_back(
        {"targets.authorization_details_types", "has an empty name", "leave it out; a type has a name (RFC 9396 §2)"});
}

/// RFC 7662 §4: a resource server without a name is nobody's audience.
void check_introspection(Problems& problems, const Config& config) {
  if (!config.introspection) return;
  for (const auto& [client_id, resources] : config.introspection->resource_servers) {
    if (client_id.empty() || resources.empty())
      problems.push_back({"introspection.resource_servers", "has an entry without a client or without resources",
                          "name the client_id, and the values of `aud` that stand for it"});
  }
}

void check_dpop(Problems& problems, const Config& config) {
  if (!config.dpop) return;
  if (config.dpop->algorithms.empty())
    problems.push_back({"dpop.algorithms", "is empty, so no proof would ever do", "name one, or leave dpop out"});
  // `htu` is compared with our own URLs (RFC 9449 §4.3): one that no client could send fits nothing.
  if (!TargetUri::parse(config.issuer.str()))
    problems.push_back({"issuer", "has a path that no DPoP proof can name", "leave dots and escapes out of it"});
}

void check_request_objects(Problems& problems, const RequestObjectRules& rules) {
  if (rules.required && rules.algorithms.empty())
    problems.push_back({"request_objects.required", "is true while request_objects.algorithms is empty",
                        "name the algorithms that clients may sign with, e.g. ES256"});
}

/// Certificates that can't reach us, and demands that no client could meet.
void check_client_keys(Problems& problems, const Config& config) {
  const auto& certificates = config.client_certificates;
  if (certificates && !config.issuer.is_https())
    problems.push_back({"client_certificates", "is set while the issuer is plain http",
                        "leave it out, or give the issuer https: certificates come with TLS (RFC 8705 §2)"});
  if (config.require_sender_constraint && !config.dpop && !certificates)
    problems.push_back({"require_sender_constraint", "is true without dpop and client_certificates",
                        "set dpop, client_certificates, or both: without either no client gets a token"});
  const bool has_certificate_method =
      certificates && (certificates->chains_are_validated || certificates->self_signed_are_passed);
  if (config.require_client_keys && config.client_assertions.algorithms.empty() && !has_certificate_method)
    problems.push_back({"require_client_keys", "is true while no client can authenticate with a key",
                        "name client_assertions.algorithms, or say in client_certificates which of them arrive"});
}

/// What clients may register for must be there, or each registration would be refused.
void check_registration(Problems& problems, const Config& config) {
  if (!config.registration) return;
  const auto grants =
      offered_grants({.end_users = config.end_users.has_value(), .exchange_policy = config.decide_exchange.has_value()},
                     config.grants);
  const auto is_offered = [&](const std::string& type) { return find_grant(grants, type) != nullptr; };
  if (!std::ranges::any_of(config.registration->grant_types, is_offered))
    problems.push_back({"registration.grant_types", "has none that this server offers",
                        "name one of grant_types_supported, e.g. client_credentials, or set end_users"});
}

/// A second grant of a type would never be asked (RFC 6749 §4.5).
void check_grants(Problems& problems, const Config& config) {
  std::vector<const Grant*> known(all_grants().begin(), all_grants().end());
  for (const Grant* grant : config.grants) {
    if (!grant) problems.push_back({"grants", "has a null pointer", "name grants that live as long as the server"});
    else if (find_grant(known, grant->type))
      problems.push_back({"grants", "has " + std::string(grant->type) + " twice, or as the library has it",
                          "give each grant an absolute URI of its own as its type"});
    else known.push_back(grant);
  }
}

void check_rate(Problems& problems, std::string_view option, const TokenRate& rate) {
  constexpr int kMostBurst = 1'000'000;
  constexpr std::chrono::hours kMostInterval{24};
  if (rate.burst < 1 || rate.burst > kMostBurst)
    problems.push_back({"rate_limits." + std::string(option) + ".burst", "is " + std::to_string(rate.burst),
                        "use 1 to " + std::to_string(kMostBurst)});
  if (rate.interval < std::chrono::milliseconds{1} || rate.interval > kMostInterval)
    problems.push_back({"rate_limits." + std::string(option) + ".interval",
                        "is " + std::to_string(rate.interval.count()) + " milliseconds",
                        "use a millisecond to 24 hours"});
}

void check_rate_limits(Problems& problems, const Config& config) {
  if (!config.rate_limits) return;
  const RateLimits& limits = *config.rate_limits;
  check_rate(problems, "failures_per_client", limits.failures_per_client);
  check_rate(problems, "failures_per_address", limits.failures_per_address);
  check_rate(problems, "registrations_per_address", limits.registrations_per_address);
  if (limits.requests_per_client) check_rate(problems, "requests_per_client", *limits.requests_per_client);
  if (limits.requests_per_address) check_rate(problems, "requests_per_address", *limits.requests_per_address);
  if (std::ranges::any_of(limits.exempt_addresses, [](const std::string& text) { return !is_ip_address(text); }))
    problems.push_back({"rate_limits.exempt_addresses", "has an entry that is no IP address",
                        "write addresses without port or prefix length, e.g. 10.0.0.5 or 2001:db8::5"});
}

void check_parts(Problems& problems, const Config& config) {
  const auto missing = [&](std::string_view option, std::string_view cure) {
    problems.push_back({std::string(option), "is a null pointer", std::string(cure)});
  };
  if (!config.store) missing("store", "open one, e.g. open_sqlite_store(path)");
  if (!config.clock) missing("clock", "use std::make_shared<SystemClock>()");
  if (!config.random) missing("random", "use std::make_shared<OsRandom>()");
  if (!config.keys()) missing("keys", "return a KeyRing with at least one signer");
}

}  // namespace

Problems check_config(const Config& config) {
  Problems problems;
  check_parts(problems, config);
  check_lifetimes(problems, config);
  check_scopes(problems, config);
  check_targets(problems, config);
  check_introspection(problems, config);
  check_grants(problems, config);
  check_dpop(problems, config);
  check_request_objects(problems, config.request_objects);
  check_client_keys(problems, config);
  check_registration(problems, config);
  check_rate_limits(problems, config);
  check_paths(problems, config.paths);
  check_profile(problems, config);
  return problems;
}

}  // namespace attesto::inline v0
