#include "attesto/server/profile_rules.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attesto::inline v0 {
namespace {

using std::chrono::seconds;

bool is_fapi(const auto& algorithms) {
  return std::ranges::all_of(
      algorithms, [](Algorithm a) { return std::ranges::find(kFapiAlgorithms, a) != kFapiAlgorithms.end(); });
}

std::vector<Algorithm> signing_algorithms(const Config& config) {
  const auto keys = config.keys();
  return keys ? keys->algorithms() : std::vector<Algorithm>();
}

bool has_signer(const Config& config, Algorithm algorithm) {
  const auto keys = config.keys();
  return keys && keys->signer(algorithm);
}

/// One thing that a profile demands.
struct Demand {
  std::string_view option;
  bool (*is_met)(const Config&);
  std::string_view fault;
  std::string_view cure;
};

constexpr std::string_view kFapiAlgorithmsOnly = "name PS256, ES256 and EdDSA only (FAPI 2.0 Security Profile §5.4.1)";

constexpr Demand kOidc[] = {
    {"end_users", [](const Config& c) { return c.end_users.has_value(); }, "is absent",
     "set it, or choose the profile oauth21: OpenID Connect is about end-users"},
    // "The algorithm RS256 MUST be included." (OIDC Discovery §3)
    {"keys", [](const Config& c) { return has_signer(c, Algorithm::RS256); }, "have no signer for RS256",
     "add an RSA key that signs with RS256; it need not be the default"},
};

// Sections of the FAPI 2.0 Security Profile.
constexpr Demand kFapi2[] = {
    {"require_pkce", [](const Config& c) { return c.require_pkce; }, "is false", "leave it true (§5.3.2.2)"},
    {"require_pushed_authorization_requests", [](const Config& c) { return c.require_pushed_authorization_requests; },
     "is false", "leave it true (§5.3.2.2)"},
    {"require_sender_constraint", [](const Config& c) { return c.require_sender_constraint; }, "is false",
     "leave it true (§5.3.2.1)"},
    {"require_client_keys", [](const Config& c) { return c.require_client_keys; }, "is false",
     "leave it true (§5.3.2.1)"},
    {"refresh_rotation", [](const Config& c) { return c.refresh_rotation == RefreshRotation::unless_protected; },
     "is always", "use RefreshRotation::unless_protected (§5.3.2.1)"},
    {"client_assertions.audience",
     [](const Config& c) { return c.client_assertions.audience == AssertionAudience::issuer; },
     "lets assertions be addressed to the token endpoint", "use AssertionAudience::issuer (§5.3.2.1)"},
    {"client_assertions.algorithms", [](const Config& c) { return is_fapi(c.client_assertions.algorithms); },
     "has one that FAPI 2.0 excludes", kFapiAlgorithmsOnly},
    {"request_objects.algorithms", [](const Config& c) { return is_fapi(c.request_objects.algorithms); },
     "has one that FAPI 2.0 excludes", kFapiAlgorithmsOnly},
    {"dpop.algorithms", [](const Config& c) { return !c.dpop || is_fapi(c.dpop->algorithms); },
     "has one that FAPI 2.0 excludes", kFapiAlgorithmsOnly},
    {"keys", [](const Config& c) { return is_fapi(signing_algorithms(c)); },
     "sign with an algorithm that FAPI 2.0 excludes", "sign with PS256, ES256 or EdDSA only (§5.4.1)"},
    {"lifetimes.authorization_code", [](const Config& c) { return c.lifetimes.authorization_code <= seconds{60}; },
     "is longer than 60 seconds", "use 60 seconds or less (§5.3.2.1)"},
    {"lifetimes.pushed_request", [](const Config& c) { return c.lifetimes.pushed_request < seconds{600}; },
     "is not less than 600 seconds", "use less than 600 seconds (§5.3.2.2)"},
};

std::span<const Demand> demands_of(Profile profile) {
  switch (profile) {
    case Profile::oauth21: return {};  // all that it demands, no configuration can switch off
    case Profile::oidc: return kOidc;
    case Profile::fapi2_security: return kFapi2;
  }
  std::unreachable();
}

}  // namespace

ProfileRules rules_of(Profile profile) {
  switch (profile) {
    case Profile::oauth21: return {};
    case Profile::oidc:
      return {.require_pkce = false, .client_assertions = {.audience = AssertionAudience::issuer_or_token_endpoint}};
    case Profile::fapi2_security:
      return {.require_pushed_authorization_requests = true,
              .require_sender_constraint = true,
              .require_client_keys = true,
              .refresh_rotation = RefreshRotation::unless_protected,
              .client_assertions = {.algorithms = AlgorithmList{kFapiAlgorithms}},
              .request_object_algorithms = AlgorithmList{kFapiAlgorithms}};
  }
  std::unreachable();
}

Config with_profile(Profile profile, Config config) {
  return with_rules(profile, rules_of(profile), std::move(config));
}

Config with_rules(Profile profile, const ProfileRules& rules, Config config) {
  config.profile = profile;
  config.require_pkce = rules.require_pkce;
  config.require_pushed_authorization_requests = rules.require_pushed_authorization_requests;
  config.require_sender_constraint = rules.require_sender_constraint;
  config.require_client_keys = rules.require_client_keys;
  config.refresh_rotation = rules.refresh_rotation;
  config.client_assertions = rules.client_assertions;
  config.request_objects.algorithms = rules.request_object_algorithms;
  return config;
}

void check_profile(Problems& problems, const Config& config) {
  for (const Demand& demand : demands_of(config.profile)) {
    if (demand.is_met(config)) continue;
    problems.push_back(
        {std::string(demand.option),
         std::string(demand.fault) + ", which the profile " + std::string(to_string(config.profile)) + " forbids",
         std::string(demand.cure)});
  }
}

}  // namespace attesto::inline v0
