// Every type that a statement takes and gives, there and back through a real server.
#include "adapters/postgres/arguments.hpp"

#include <gtest/gtest.h>

#include "adapters/postgres/connection.hpp"
#include "support/postgres_server.hpp"

namespace attesto::postgres {
namespace {

using namespace std::string_view_literals;

class PostgresArguments : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Connection::open(test::settings_for(test::PostgresServer::shared().new_schema_dsn()));
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    connection_ = std::move(*opened);
  }

  template <class... Args>
  Rows ask(const std::string& sql, const Args&... args) {
    auto rows = connection_->run({.name = sql.substr(0, 60), .sql = sql}, args...);
    EXPECT_TRUE(rows.has_value()) << rows.error().message;
    return rows ? std::move(*rows) : Rows(nullptr);
  }

  std::unique_ptr<Connection> connection_;
};

TEST_F(PostgresArguments, text_and_bytes_come_back) {
  const Bytes bytes{0, 1, 0xFF, '\'', '\\'};
  const Rows rows = ask("SELECT $1::text, $2::bytea, length($1::text)", "\xC3\xA9 ' \\ \""sv, ByteView(bytes));
  EXPECT_EQ(rows.text(0, 0), "\xC3\xA9 ' \\ \"");
  EXPECT_EQ(Bytes(rows.blob(0, 1).begin(), rows.blob(0, 1).end()), bytes);
  EXPECT_EQ(rows.integer(0, 2), 7);
}

TEST_F(PostgresArguments, numbers_of_every_size_come_back) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const Rows rows = ask("SELECT $1::bigint, $2::bigint, $3::smallint, -70000::integer, $1::bigint::text", kLeast,
                        std::int64_t{0x0102030405060708}, std::int16_t{-2});
  EXPECT_EQ(rows.integer(0, 0), kLeast);
  EXPECT_EQ(rows.integer(0, 1), 0x0102030405060708);
  EXPECT_EQ(rows.integer(0, 2), -2);
  EXPECT_EQ(rows.integer(0, 3), -70000);
  EXPECT_EQ(rows.text(0, 4), "-9223372036854775808");
}

TEST_F(PostgresArguments, flags_instants_and_nulls_come_back) {
  const Instant instant{std::chrono::milliseconds{1'700'000'000'123}};
  const Rows rows = ask("SELECT $1::boolean, $2::boolean, $3::bigint, $4::text, $5::text", true, false, instant,
                        std::optional<std::string_view>(), std::optional("here"sv));
  EXPECT_TRUE(rows.flag(0, 0));
  EXPECT_FALSE(rows.flag(0, 1));
  EXPECT_EQ(rows.instant(0, 2), instant);
  EXPECT_TRUE(rows.is_null(0, 3));
  EXPECT_FALSE(rows.is_null(0, 4));
  EXPECT_EQ(rows.text(0, 4), "here");
}

TEST_F(PostgresArguments, vectors_are_arrays) {
  const Bytes one{1};
  const Rows rows =
      ask("SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::text[], $4::bigint[], $5::boolean[]) x",
          std::vector<std::int16_t>{7, -7}, std::vector<ByteView>{one, {}},
          std::vector<std::optional<std::string_view>>{std::nullopt, "b"},
          std::vector<Instant>{Instant{}, Instant{std::chrono::milliseconds{5}}}, std::vector<bool>{false, true});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows.integer(0, 0), 7);
  EXPECT_EQ(rows.integer(1, 0), -7);
  EXPECT_EQ(rows.blob(0, 1).size(), 1u);
  EXPECT_EQ(rows.blob(1, 1).size(), 0u);
  EXPECT_TRUE(rows.is_null(0, 2));
  EXPECT_EQ(rows.text(1, 2), "b");
  EXPECT_EQ(rows.integer(1, 3), 5);
  EXPECT_TRUE(rows.flag(1, 4));
}

TEST_F(PostgresArguments, an_empty_vector_is_an_empty_array) {
  EXPECT_EQ(ask("SELECT * FROM unnest($1::text[])", std::vector<std::string_view>{}).size(), 0u);
  EXPECT_EQ(ask("SELECT coalesce(array_length($1::bigint[], 1), 0)", std::vector<std::int64_t>{}).integer(0, 0), 0);
}

}  // namespace
}  // namespace attesto::postgres
