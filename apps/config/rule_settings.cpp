#include "apps/config/rule_settings.hpp"

#include <array>
#include <string>
#include <utility>

#include "apps/config/settings_reader.hpp"

namespace attestod {
namespace {

/// A word that stands for a value.
template <class T>
using Words = std::array<std::pair<std::string_view, T>, 2>;

template <class T>
void read_word(SettingsReader& settings, std::string_view key, const Words<T>& words, T& value) {
  const std::string cure = "write \"" + std::string(words[0].first) + "\" or \"" + std::string(words[1].first) + "\"";
  const auto name = settings.text(key, cure);
  if (!name) return;
  for (const auto& [word, meaning] : words)
    if (*name == word) return void(value = meaning);
  settings.add_fault(key, "is none of its values", cure);
}

void read_flag(SettingsReader& settings, std::string_view key, bool& value) {
  value = settings.flag(key).value_or(value);
}

void read_algorithms(SettingsReader& settings, std::string_view key, attesto::AlgorithmList& algorithms) {
  constexpr std::string_view kCure = R"(write signature algorithms, e.g. ["ES256", "PS256"], or [] to take none)";
  const auto names = settings.texts(key, kCure);
  if (!names) return;
  algorithms = {};
  for (const std::string& name : *names) {
    const auto algorithm = attesto::parse_algorithm(name);
    if (algorithm) algorithms.push_back(*algorithm);
    else settings.add_fault(key, "has an entry that is no signature algorithm", kCure);
  }
}

attesto::Profile read_profile(SettingsReader& settings) {
  constexpr std::string_view kCure = R"(write "oauth21", "oidc" or "fapi2_security")";
  const auto name = settings.text("profile", kCure);
  if (!name) return attesto::Profile::oauth21;
  const auto profile = attesto::parse_profile(*name);
  if (!profile) settings.add_fault("profile", "is no profile", kCure);
  return profile.value_or(attesto::Profile::oauth21);
}

}  // namespace

RuleSettings read_rules(SettingsReader& settings) {
  using attesto::AssertionAudience;
  using attesto::RefreshRotation;
  RuleSettings read{.profile = read_profile(settings)};
  read.rules = attesto::rules_of(read.profile);
  read_word<AssertionAudience>(settings, "clients.assertion_audience",
                               {{{"issuer", AssertionAudience::issuer},
                                 {"issuer_or_token_endpoint", AssertionAudience::issuer_or_token_endpoint}}},
                               read.rules.client_assertions.audience);
  read_algorithms(settings, "clients.assertion_algorithms", read.rules.client_assertions.algorithms);
  read_flag(settings, "clients.require_keys", read.rules.require_client_keys);
  read_flag(settings, "clients.require_bound_tokens", read.rules.require_sender_constraint);
  read_word<RefreshRotation>(
      settings, "clients.refresh_rotation",
      {{{"always", RefreshRotation::always}, {"unless_protected", RefreshRotation::unless_protected}}},
      read.rules.refresh_rotation);
  read_flag(settings, "authorization.require_pkce", read.rules.require_pkce);
  read_flag(settings, "authorization.require_pushed_requests", read.rules.require_pushed_authorization_requests);
  read_algorithms(settings, "authorization.request_object_algorithms", read.rules.request_object_algorithms);
  read_flag(settings, "authorization.require_signed_requests", read.require_signed_requests);
  return read;
}

std::string_view setting_of(std::string_view option) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSettings = {
      {{"client_assertions.audience", "clients.assertion_audience"},
       {"client_assertions.algorithms", "clients.assertion_algorithms"},
       {"client_certificates", "tls.client_ca"},
       {"require_client_keys", "clients.require_keys"},
       {"require_sender_constraint", "clients.require_bound_tokens"},
       {"refresh_rotation", "clients.refresh_rotation"},
       {"require_pkce", "authorization.require_pkce"},
       {"require_pushed_authorization_requests", "authorization.require_pushed_requests"},
       {"request_objects.algorithms", "authorization.request_object_algorithms"},
       {"request_objects.required", "authorization.require_signed_requests"},
       {"scopes_supported", "scopes.supported"},
       {"targets.resources", "resources.supported"}}};
  for (const auto& [name, setting] : kSettings)
    if (name == option) return setting;
  return option;
}

}  // namespace attestod
