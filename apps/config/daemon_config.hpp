// attestod.toml as a value.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http/http_server.hpp"
#include "adapters/key_store/key_rotation.hpp"
#include "apps/config/dpop_settings.hpp"
#include "apps/config/registration_settings.hpp"
#include "apps/storage/storage.hpp"
#include "attesto/authorize/signed_request.hpp"
#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/policy/client_assertions.hpp"
#include "attesto/policy/client_certificates.hpp"
#include "attesto/policy/introspection.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attestod {

inline constexpr std::chrono::seconds kDefaultSessionLifetime{8 * 3600};

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Everything the daemon reads from its configuration file. Relative paths in the file count from
/// the file's own folder; here they are complete.
struct DaemonConfig {
  attesto::Issuer issuer;
  bool development = false;  ///< allows an `http://` issuer, on loopback only
  LogLevel log_level = LogLevel::info;
  attesto::HttpServerSettings http{};
  /// `[tls] client_ca` and `self_signed_clients`; absent: clients are not asked for certificates.
  std::optional<attesto::ClientCertificates> client_certificates{};
  /// `[clients] assertion_audience`.
  attesto::AssertionAudience assertion_audience = attesto::AssertionAudience::issuer;
  StorageSettings storage;      ///< `[store] sqlite`, or `postgresql`, `table_prefix` and `connections`
  std::string master_key_file;  ///< `[keys] master_key_file`: 32 bytes, base64url; seals signing keys at rest
  /// `[keys] default_algorithm`: what tokens are signed with unless the client says otherwise.
  attesto::Algorithm default_algorithm = attesto::Algorithm::ES256;
  attesto::RotationPlan rotation{};  ///< `[keys] rotate_every` and `announce_for`
  attesto::TokenLifetimes lifetimes{};
  std::chrono::seconds session_lifetime = kDefaultSessionLifetime;  ///< how long a login lasts in one browser
  attesto::Scope scopes_supported{};
  std::vector<attesto::ResourceIndicator> resources{};  ///< `[resources] supported` (RFC 8707)
  /// `[introspection] resource_servers`; absent: `enabled = false` (RFC 7662)
  std::optional<attesto::IntrospectionRules> introspection{std::in_place};
  /// `[authorization] request_object_algorithms` and `require_signed_requests` (RFC 9101)
  attesto::RequestObjectRules request_objects{};
  bool require_pushed_requests = false;                ///< `[authorization] require_pushed_requests` (RFC 9126 §5)
  std::optional<DpopSettings> dpop{std::in_place};     ///< `[dpop]`; absent: `enabled = false`
  std::optional<RegistrationSettings> registration{};  ///< `[registration]`; absent unless `enabled = true`
};

/// One fault of the file.
struct ConfigFault {
  std::string file;
  unsigned line;      ///< from 1; 0 if the key is missing altogether
  std::string key;    ///< full name, e.g. `listen.port`
  std::string fault;  ///< what is wrong; never a secret
  std::string cure;   ///< what is expected
};

/// Reads the file whole: unknown keys, wrong types, missing values and values out of range are all
/// reported at once.
[[nodiscard]] std::expected<DaemonConfig, std::vector<ConfigFault>> load_daemon_config(const std::string& path);

/// One line: `file:line: key: fault; cure`.
[[nodiscard]] std::string to_string(const ConfigFault& fault);

}  // namespace attestod
