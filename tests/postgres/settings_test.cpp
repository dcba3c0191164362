#include "adapters/postgres/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attesto::postgres {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string describe(std::string_view dsn) {
  const auto described = describe_dsn(Secret(dsn));
  return described ? *described : "refused: " + described.error();
}

TEST(PostgresSettings, tell_a_dsn_from_a_file) {
  for (const auto* dsn : {"postgresql://h/d", "postgres://h/d", "host=h dbname=d"}) EXPECT_TRUE(is_postgres_dsn(dsn));
  for (const auto* path : {"attesto.db", "/var/lib/attesto/attesto.db", "postgresql", ""})
    EXPECT_FALSE(is_postgres_dsn(path));
}

TEST(PostgresSettings, describe_a_server_without_its_password) {
  EXPECT_EQ(describe("postgresql://ada:opensesame@db.example:5433/shop"),
            "PostgreSQL database 'shop' at db.example port 5433");
  EXPECT_EQ(describe("host=db.example dbname=shop password=opensesame"), "PostgreSQL database 'shop' at db.example");
  EXPECT_EQ(describe("dbname=shop"), "PostgreSQL database 'shop' at the local socket");
}

// libpq's own messages would name the rest of the password as a host or an option.
TEST(PostgresSettings, refuse_what_they_do_not_understand_without_repeating_it) {
  for (const auto* dsn : {"postgresql://ada:open@sesame@h/d", "postgresql://ada:open@sesame/word@h/d",
                          "postgresql://ada:open%zzsesame@h/d", "host=h opensesame", "postgresql://h/d?sesame=1"})
    EXPECT_THAT(describe(dsn), AllOf(HasSubstr("refused"), HasSubstr("write"), Not(HasSubstr("sesame")))) << dsn;
  EXPECT_THAT(describe(std::string_view("dbname=a\0b", 10)), HasSubstr("refused"));
}

TEST(PostgresSettings, take_plain_identifiers_as_table_prefixes) {
  for (const auto* good : {"attesto_", "a", "_x9", "abcdefghijklmnopqrstuvwxyz_12345"})
    EXPECT_TRUE(is_table_prefix(good)) << good;
  for (const auto* bad : {"", "9a", "A", "a-b", "a\"b", "a b", "\xC3\xA9", "abcdefghijklmnopqrstuvwxyz_123456"})
    EXPECT_FALSE(is_table_prefix(bad)) << bad;
}

TEST(PostgresSettings, name_every_table_by_the_prefix) {
  EXPECT_EQ(with_table_prefix("SELECT attesto_a.x FROM attesto_a", "shop_"), "SELECT shop_a.x FROM shop_a");
  EXPECT_EQ(with_table_prefix("SELECT 1", "shop_"), "SELECT 1");
}

}  // namespace
}  // namespace attesto::postgres
