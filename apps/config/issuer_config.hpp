// One issuer of attestod.toml: a `[[issuer]]` section, or the whole file where there is only one.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/dpop_settings.hpp"
#include "apps/config/introspection_settings.hpp"
#include "apps/config/key_settings.hpp"
#include "apps/config/limit_settings.hpp"
#include "apps/config/registration_settings.hpp"
#include "apps/config/rule_settings.hpp"
#include "apps/storage/storage.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attestod {

class SettingsReader;

inline constexpr std::chrono::seconds kDefaultSessionLifetime{8 * 3600};

/// Everything that one issuer has for itself: rules, database, keys, clients, users. Issuers of one
/// process share the listener and nothing else.
struct IssuerConfig {
  attesto::Issuer issuer;
  std::string section{};  ///< where it stands in the file, e.g. `issuer[1]`; empty: the file is about one issuer
  RuleSettings rules{};
  StorageSettings storage;  ///< `[store]`
  KeySettings keys{};       ///< `[keys]`
  attesto::TokenLifetimes lifetimes{};
  std::chrono::seconds session_lifetime = kDefaultSessionLifetime;  ///< how long a login lasts in one browser
  attesto::Scope scopes_supported{};
  std::vector<attesto::ResourceIndicator> resources{};  ///< `[resources] supported` (RFC 8707)
  /// `[introspection] resource_servers`; absent: `enabled = false` (RFC 7662)
  std::optional<attesto::IntrospectionRules> introspection{std::in_place};
  std::optional<DpopSettings> dpop{std::in_place};     ///< `[dpop]`; absent: `enabled = false`
  std::optional<RegistrationSettings> registration{};  ///< `[registration]`; absent unless `enabled = true`
  LimitSettings limits{};                              ///< `[limits]`
};

/// @param url_key  the name of its URL: `issuer`, or `url` in a section of its own
[[nodiscard]] IssuerConfig read_issuer_config(SettingsReader& settings, std::string_view url_key, bool development);

/// Adds a fault where two issuers have the same URL or the same database.
/// @pre as many sections as issuers
void check_apart(std::span<SettingsReader> sections, std::span<const IssuerConfig> issuers);

}  // namespace attestod
