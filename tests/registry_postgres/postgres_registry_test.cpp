#include "adapters/registry_postgres/postgres_registry.hpp"

#include <gmock/gmock.h>

#include <array>

#include "adapters/postgres/schema.hpp"
#include "adapters/registry_postgres/client_table.hpp"
#include "adapters/registry_postgres/consent_table.hpp"
#include "adapters/registry_postgres/key_table.hpp"
#include "adapters/registry_postgres/session_table.hpp"
#include "adapters/registry_postgres/user_table.hpp"
#include "adapters/store_postgres/postgres_store.hpp"
#include "contract/registration_contract.hpp"
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

/// What came before `signs_from`: keys were active or retired.
TEST_F(PostgresRegistry, keys_of_an_older_version_go_on_as_they_were) {
  constexpr std::array kSteps = {postgres::ClientTable::kCreate, postgres::UserTable::kCreate,
                                 postgres::ConsentTable::kCreate, postgres::SessionTable::kCreate,
                                 postgres::KeyTable::kCreate};
  ASSERT_EQ(postgres::migrate(*connect(dsn_), {.component = "registry", .steps = kSteps, .tables = {}}).value(), 5);
  PostgresServer::execute(dsn_,
                          "INSERT INTO attesto_signing_keys"
                          " (kid, algorithm, status, created_at, retired_at, sealed_private_key) VALUES"
                          " ('gone', 'ES256', 'retired', 1000, 5000, '\\x01'),"
                          " ('newer', 'EdDSA', 'active', 3000, NULL, '\\x0300')");
  EXPECT_THAT(open_error(dsn_), AllOf(HasSubstr("has version 5"), HasSubstr("attesto migrate")));
  EXPECT_EQ(migrate_postgres_registry(*connect(dsn_)).value(), 5);
  const auto keys = open_postgres_registry(connect(dsn_)).value()->list_keys().value();
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].kid, "gone");
  EXPECT_EQ(keys[0].retired_at, Instant(std::chrono::milliseconds(5000)));
  EXPECT_EQ(keys[1].kid, "newer");
  EXPECT_EQ(keys[1].algorithm, Algorithm::EdDSA);
  EXPECT_EQ(keys[1].retired_at, std::nullopt);
  EXPECT_EQ(keys[1].signs_from, Instant(std::chrono::milliseconds(3000)));
  EXPECT_EQ(keys[1].sealed_private_key, (Bytes{3, 0}));
}

/// What came before `metadata`: a client had none.
TEST_F(PostgresRegistry, clients_of_an_older_version_go_on_as_they_were) {
  constexpr std::array kSteps = {postgres::ClientTable::kCreate,  postgres::UserTable::kCreate,
                                 postgres::ConsentTable::kCreate, postgres::SessionTable::kCreate,
                                 postgres::KeyTable::kCreate,     postgres::KeyTable::kAddTimeline};
  ASSERT_EQ(postgres::migrate(*connect(dsn_), {.component = "registry", .steps = kSteps, .tables = {}}).value(), 6);
  PostgresServer::execute(dsn_,
                          "INSERT INTO attesto_clients (client_id, auth_method, redirect_uris, grant_types, scope,"
                          " client_name, disabled, application_type) VALUES ('shop', 'client_secret_basic', '[]',"
                          " '[]', 'a', 'Shop', FALSE, 'web')");
  EXPECT_THAT(open_error(dsn_), AllOf(HasSubstr("has version 6"), HasSubstr("attesto migrate")));
  EXPECT_EQ(migrate_postgres_registry(*connect(dsn_)).value(), 4);
  const auto client = open_postgres_registry(connect(dsn_)).value()->find_client(ClientId("shop")).value();
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->client_name, "Shop");
  EXPECT_EQ(client->jwks, std::nullopt);
  EXPECT_FALSE(client->tls_client_certificate_bound_access_tokens);
}

TEST_F(PostgresRegistry, damaged_row_is_an_outage_and_not_an_absent_client) {
  ASSERT_TRUE(migrate_postgres_registry(*connect(dsn_)).has_value());
  ASSERT_TRUE(open_postgres_registry(connect(dsn_)).value()->add_client({.client_id = ClientId("shop")}).has_value());
  for (const char* damage : {"redirect_uris = '[1]'", "metadata = '[]'", R"(metadata = '{"jwks":{}}')"}) {
    PostgresServer::execute(dsn_, "UPDATE attesto_clients SET redirect_uris = '[]', metadata = '{}'");
    EXPECT_TRUE(open_postgres_registry(connect(dsn_)).value()->find_client(ClientId("shop")).has_value());
    PostgresServer::execute(dsn_, std::string("UPDATE attesto_clients SET ") + damage);
    EXPECT_FALSE(open_postgres_registry(connect(dsn_)).value()->find_client(ClientId("shop")).has_value()) << damage;
  }
}

}  // namespace
}  // namespace attesto
