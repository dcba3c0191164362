// A folder with everything that attestod needs to run.
#pragma once

#include "attestod/site_fixture.hpp"

namespace attestod {

class DaemonFolder : public TemporaryFolder {
 public:
  /// Writes the configuration file and the master key; the database does not exist yet.
  DaemonFolder();
  [[nodiscard]] std::string config() const { return file("attestod.toml"); }
  [[nodiscard]] std::string database() const { return file("attesto.db"); }

  void migrate() const;
  /// Migrates and adds a key, the user `ada` and the client `app`.
  void fill() const;
  /// @return its kid
  [[nodiscard]] std::string add_key() const;
};

}  // namespace attestod
