#include "adapters/registry_postgres/postgres_registry.hpp"

#include <gmock/gmock.h>

#include "adapters/store_postgres/postgres_store.hpp"
#include "contract/registry_contract.hpp"
#include "support/postgres_server.hpp"

namespace attesto {
namespace {

using contract::RegistryContract;
using test::PostgresServer;
using testing::AllOf;
using testing::HasSubstr;

std::shared_ptr<postgres::Pool> connect(const std::string& dsn) {
  auto pool = postgres::Pool::open(test::settings_for(dsn));
  if (!pool) ADD_FAILURE() << pool.error();
  return pool ? *pool : nullptr;
}

std::string open_error(const std::string& dsn) {
  const auto opened = open_postgres_registry(connect(dsn));
  return opened ? "it opened" : opened.error();
}

contract::RegistryOpener make() {
  const std::string dsn = PostgresServer::shared().new_schema_dsn();
  const auto applied = migrate_postgres_registry(*connect(dsn));
  EXPECT_TRUE(applied.has_value()) << applied.error();
  return [dsn]() -> std::unique_ptr<Registry> {
    auto opened = open_postgres_registry(connect(dsn));
    EXPECT_TRUE(opened.has_value()) << opened.error();
    return opened ? std::move(*opened) : nullptr;
  };
}

INSTANTIATE_TEST_SUITE_P(Postgres, RegistryContract, testing::Values(contract::RegistryFactory{"postgres", make}),
                         contract::registry_name);

class PostgresRegistry : public testing::Test {
 protected:
  const std::string dsn_ = PostgresServer::shared().new_schema_dsn();
};

TEST_F(PostgresRegistry, migrates_once_and_shares_a_database_with_a_store) {
  const auto pool = connect(dsn_);
  EXPECT_THAT(open_error(dsn_), HasSubstr("attesto migrate"));
  EXPECT_EQ(migrate_postgres_store(*pool).value(), 1);
  EXPECT_THAT(open_error(dsn_), HasSubstr("attesto migrate"));
  EXPECT_GT(migrate_postgres_registry(*pool).value(), 0);
  EXPECT_EQ(migrate_postgres_registry(*pool).value(), 0);
  EXPECT_EQ(open_error(dsn_), "it opened");
  EXPECT_TRUE(open_postgres_store(pool).has_value());
}

TEST_F(PostgresRegistry, newer_or_damaged_tables_are_called_so) {
  ASSERT_TRUE(migrate_postgres_registry(*connect(dsn_)).has_value());
  PostgresServer::execute(dsn_, "ALTER TABLE attesto_consents DROP scope");
  EXPECT_THAT(open_error(dsn_), AllOf(HasSubstr("can't be used"), HasSubstr("scope")));
  PostgresServer::execute(dsn_, "UPDATE attesto_schema SET version = 99 WHERE component = 'registry'");
  EXPECT_THAT(open_error(dsn_), AllOf(HasSubstr("99"), HasSubstr("run a newer attesto")));
}

TEST_F(PostgresRegistry, damaged_row_is_an_outage_and_not_an_absent_client) {
  ASSERT_TRUE(migrate_postgres_registry(*connect(dsn_)).has_value());
  const auto registry = open_postgres_registry(connect(dsn_)).value();
  ASSERT_TRUE(registry->add_client({.client_id = ClientId("shop")}).has_value());
  PostgresServer::execute(dsn_, "UPDATE attesto_clients SET redirect_uris = '[1]'");
  EXPECT_FALSE(registry->find_client(ClientId("shop")).has_value());
}

}  // namespace
}  // namespace attesto
