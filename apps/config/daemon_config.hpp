// attestod.toml as a value.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/http_server.hpp"
#include "apps/config/issuer_config.hpp"
#include "attesto/policy/client_certificates.hpp"

namespace attestod {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Everything the daemon reads from its configuration file. Relative paths in the file count from
/// the file's own folder; here they are complete.
struct DaemonConfig {
  std::string file;          ///< where it was read from
  bool development = false;  ///< allows `http://` issuers, on loopback only
  LogLevel log_level = LogLevel::info;
  attesto::HttpServerSettings http{};
  /// `[tls] client_ca` and `self_signed_clients`; absent: clients are not asked for certificates.
  std::optional<attesto::ClientCertificates> client_certificates{};
  std::vector<IssuerConfig> issuers{};  ///< at least one, each with a URL and a database of its own
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
