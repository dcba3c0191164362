// Where PostgreSQL is and how patient we are with it.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "attesto/base/secret.hpp"

namespace attesto::inline v0::postgres {

/// What every table is called in the source; another prefix replaces it.
inline constexpr std::string_view kTablePrefix = "attesto_";

struct Settings {
  /// What libpq takes: `postgresql://user@host/database` or `host=... dbname=...`. A password in it
  /// works; `PGPASSFILE`, `passfile=` and `PGPASSWORD` work too and are better kept.
  Secret dsn;
  /// Names of tables and indexes begin with it; see is_table_prefix().
  std::string table_prefix{kTablePrefix};
  /// Connections at most, each a process of the server.
  std::size_t connections = 16;

  std::chrono::seconds connect_timeout{3};       ///< for one host of the DSN; libpq's least is 2
  std::chrono::milliseconds lock_timeout{2000};  ///< waiting for another commit's row
  std::chrono::milliseconds statement_timeout{5000};
  std::chrono::milliseconds pool_timeout{2000};  ///< waiting for a free connection
};

/// Whether the text is meant for PostgreSQL rather than the path of a file.
[[nodiscard]] bool is_postgres_dsn(std::string_view text) noexcept;

/// Checks the DSN without connecting.
/// @return  the database and its host, fit for a log: never the password
/// @error   what is wrong with it; repeats nothing of it
[[nodiscard]] std::expected<std::string, std::string> describe_dsn(const Secret& dsn);

/// A lower-case identifier of at most 32 bytes: letters, digits and `_`, no digit first.
[[nodiscard]] bool is_table_prefix(std::string_view prefix) noexcept;

/// The statement with its tables named as the settings want it.
[[nodiscard]] std::string with_table_prefix(std::string_view sql, std::string_view prefix);

}  // namespace attesto::inline v0::postgres
