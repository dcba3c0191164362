#include "adapters/sqlite/database.hpp"

#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace attesto::sqlite {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Database::open(folder_.file("some.db"), Database::Mode::create);
    ASSERT_TRUE(opened.has_value()) << opened.error();
    database_.emplace(std::move(*opened));
    ASSERT_TRUE(database_->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, data BLOB)").has_value());
  }

  [[nodiscard]] std::string pragma(const char* sql) {
    auto statement = database_->prepare(sql);
    Rows rows = statement->query();
    return rows.next().value() ? rows.text(0) : "";
  }

  [[nodiscard]] std::int64_t count() {
    auto statement = database_->prepare("SELECT count(*) FROM t");
    Rows rows = statement->query();
    return rows.next().value() ? rows.integer(0) : -1;
  }

  test::TempDir folder_;
  std::optional<Database> database_;
};

TEST_F(DatabaseTest, a_commit_that_returned_survives_a_power_cut) {
  EXPECT_EQ(pragma("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(pragma("PRAGMA synchronous"), "2");  // FULL
}

TEST_F(DatabaseTest, arguments_are_values_and_never_sql) {
  auto insert = database_->prepare("INSERT INTO t (id, name, data) VALUES (?1, ?2, ?3)");
  const std::string hostile = "x'); DROP TABLE t; --";
  const Bytes data = {0, 1, 255};
  EXPECT_EQ(insert->run(std::int64_t{1}, std::string_view(hostile), ByteView(data)).value(), 1);
  auto select = database_->prepare("SELECT name, data FROM t WHERE name=?1");
  Rows rows = select->query(std::string_view(hostile));
  ASSERT_TRUE(rows.next().value());
  EXPECT_EQ(rows.text(0), hostile);
  EXPECT_EQ(rows.blob(1), data);
  EXPECT_FALSE(rows.next().value());
}

TEST_F(DatabaseTest, an_empty_text_is_not_null_and_nothing_is) {
  auto insert = database_->prepare("INSERT INTO t (id, name) VALUES (?1, ?2)");
  ASSERT_TRUE(insert->run(std::int64_t{1}, std::string_view{}).has_value());
  ASSERT_TRUE(insert->run(std::int64_t{2}, std::optional<std::string_view>{}).has_value());
  auto select = database_->prepare("SELECT name FROM t ORDER BY id");
  Rows rows = select->query();
  ASSERT_TRUE(rows.next().value());
  EXPECT_FALSE(rows.is_null(0));
  ASSERT_TRUE(rows.next().value());
  EXPECT_TRUE(rows.is_null(0));
}

TEST_F(DatabaseTest, a_statement_may_be_used_again_after_a_failure) {
  auto insert = database_->prepare("INSERT INTO t (id) VALUES (?1)");
  ASSERT_TRUE(insert->run(std::int64_t{1}).has_value());
  const auto twice = insert->run(std::int64_t{1});
  ASSERT_FALSE(twice.has_value());
  EXPECT_NE(twice.error().code, 0);
  EXPECT_FALSE(twice.error().message.empty());
  EXPECT_TRUE(insert->run(std::int64_t{2}).has_value());
}

TEST_F(DatabaseTest, an_error_names_no_bound_value) {
  ASSERT_TRUE(database_->execute("CREATE TABLE u (name TEXT UNIQUE)").has_value());
  auto insert = database_->prepare("INSERT INTO u (name) VALUES (?1)");
  ASSERT_TRUE(insert->run(std::string_view("very-private")).has_value());
  const auto twice = insert->run(std::string_view("very-private"));
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message.find("very-private"), std::string::npos);
}

TEST_F(DatabaseTest, a_transaction_that_is_not_committed_is_undone) {
  {
    const auto transaction = Transaction::begin(*database_);
    ASSERT_TRUE(transaction.has_value());
    ASSERT_TRUE(database_->execute("INSERT INTO t (id) VALUES (1)").has_value());
  }
  EXPECT_EQ(count(), 0);
  {
    auto transaction = Transaction::begin(*database_);
    ASSERT_TRUE(database_->execute("INSERT INTO t (id) VALUES (1)").has_value());
    ASSERT_TRUE(transaction->commit().has_value());
  }
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, a_transaction_holds_the_write_lock_from_its_beginning) {
  auto other = Database::open(folder_.file("some.db"), Database::Mode::existing);
  ASSERT_TRUE(other.has_value());
  ASSERT_TRUE(other->execute("PRAGMA busy_timeout=0").has_value());
  const auto transaction = Transaction::begin(*database_);
  EXPECT_FALSE(Transaction::begin(*other).has_value());
}

}  // namespace
}  // namespace attesto::sqlite
