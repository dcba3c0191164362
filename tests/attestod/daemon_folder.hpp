// A folder with everything that attestod needs to run.
#pragma once

#include "attestod/site_fixture.hpp"

namespace attestod {

class DaemonFolder : public TemporaryFolder {
 public:
  /// Writes the configuration file and the master key; the database is as it was.
  /// @param store  what stands below `[store]`
  explicit DaemonFolder(const std::string& store = "sqlite = \"attesto.db\"",
                        const std::string& issuer = "http://localhost:9000");
  [[nodiscard]] std::string config() const { return file("attestod.toml"); }

  void migrate() const;
  /// Migrates and adds a key, the user `ada` and the client `app`.
  void fill() const;
  /// @return its kid
  [[nodiscard]] std::string add_key() const;
  /// Beside those that fill() adds.
  void add_client(const attesto::Client& client) const;

 private:
  [[nodiscard]] std::unique_ptr<attesto::Registry> open_registry() const;
};

}  // namespace attestod
