// A PostgreSQL of the tests' own: in a temporary folder, on a Unix socket, ended with the test program.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <string_view>

#include "adapters/postgres/settings.hpp"
#include "support/temp_dir.hpp"

namespace attesto::test {

/// Starts the server at construction. Run by root, the server itself runs as user `postgres`, since
/// it refuses root.
class PostgresServer {
 public:
  PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  /// One for all tests of a program that don't stop it.
  [[nodiscard]] static PostgresServer& shared();

  /// Connects as superuser to an empty schema of its own.
  [[nodiscard]] std::string new_schema_dsn();
  /// Connects as a role that has to give a password.
  [[nodiscard]] std::string dsn(std::string_view role, std::string_view password, std::string_view database) const;
  /// Where it listens, in the folder that its DSNs name as host.
  [[nodiscard]] std::string socket_path() const { return folder_.file(".s.PGSQL.5432"); }
  /// Runs statements as superuser, where new_schema_dsn() of the same DSN works.
  static void execute(const std::string& dsn, const std::string& sql);
  /// The first column of the first row, as text.
  [[nodiscard]] static std::string query(const std::string& dsn, const std::string& sql);

  void start();
  /// What an operator does: running statements are cut off, nothing is lost.
  void stop();
  /// kill -9 of the server and everything that belongs to it.
  void kill();
  /// Freezes every process of the server, as an overloaded or unplugged machine looks from here.
  void freeze() const;
  void thaw() const;

 private:
  void initialize() const;
  void signal_all(int number) const;

  TempDir folder_;
  pid_t server_ = 0;
  std::atomic<int> schemas_ = 0;
};

/// Settings for tests: as a user has them, but for the DSN.
[[nodiscard]] inline postgres::Settings settings_for(const std::string& dsn, std::size_t connections = 16) {
  return {.dsn = Secret(dsn), .connections = connections};
}

}  // namespace attesto::test
