// Databases for the store alone, without a daemon.
#pragma once

#include <memory>

#include "adapters/store_check/store_check.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "store_postgres/postgres_fixture.hpp"
#include "support/temp_dir.hpp"
#include "torture/cluster.hpp"

namespace attesto::torture {

/// A new database; every handle that is opened is wrong in this way, if any.
class StoreDatabase {
 public:
  explicit StoreDatabase(Backend backend, std::optional<Wrong> wrong = std::nullopt)
      : backend_(backend), wrong_(wrong) {
    if (backend == Backend::postgres) place_ = test::new_store_dsn();
    else if (const auto migrated = migrate_sqlite_store(place_ = folder_.file("store.db")); !migrated)
      throw std::runtime_error(migrated.error());
  }

  [[nodiscard]] StoreUnderCheck under_check() const {
    return {.open = [this] { return open(); }};
  }

 private:
  [[nodiscard]] std::expected<std::unique_ptr<Store>, std::string> open_right() const {
    if (backend_ == Backend::sqlite) return open_sqlite_store(place_);
    auto pool = postgres::Pool::open(test::settings_for(place_));
    if (!pool) return std::unexpected(std::move(pool).error());
    return open_postgres_store(std::move(*pool));
  }
  [[nodiscard]] std::expected<std::unique_ptr<Store>, std::string> open() const {
    auto right = open_right();
    if (!right || !wrong_) return right;
    return make_wrong_store(*wrong_, std::move(*right));
  }

  const Backend backend_;
  const std::optional<Wrong> wrong_;
  test::TempDir folder_;
  std::string place_;
};

}  // namespace attesto::torture
