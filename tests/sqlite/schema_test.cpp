#include "adapters/sqlite/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "support/temp_dir.hpp"

namespace attesto::sqlite {
namespace {

using testing::HasSubstr;

constexpr std::array kOneStep = {"CREATE TABLE a (x INTEGER)"};
constexpr std::array kTwoSteps = {"CREATE TABLE a (x INTEGER)", "CREATE TABLE b (y INTEGER)"};
constexpr std::array kBadSecondStep = {"CREATE TABLE a (x INTEGER)", "CREATE TABLE b (y INTEGER); CREATE NONSENSE"};
constexpr std::array kOther = {"CREATE TABLE c (z INTEGER)"};

class SchemaTest : public testing::Test {
 protected:
  [[nodiscard]] Database open() const {
    auto database = Database::open(folder_.file("some.db"), Database::Mode::create);
    EXPECT_TRUE(database.has_value()) << database.error();
    return std::move(*database);
  }

  test::TempDir folder_;
};

TEST_F(SchemaTest, applies_what_is_missing_and_nothing_else) {
  Database database = open();
  EXPECT_EQ(migrate(database, {"store", kOneStep}).value(), 1);
  EXPECT_EQ(migrate(database, {"store", kTwoSteps}).value(), 1);
  EXPECT_EQ(migrate(database, {"store", kTwoSteps}).value(), 0);
  EXPECT_TRUE(check_schema(database, {"store", kTwoSteps}).has_value());
  EXPECT_TRUE(database.execute("INSERT INTO b (y) VALUES (1)").has_value());
}

TEST_F(SchemaTest, components_share_a_file) {
  Database database = open();
  EXPECT_EQ(migrate(database, {"store", kOneStep}).value(), 1);
  EXPECT_EQ(migrate(database, {"registry", kOther}).value(), 1);
  EXPECT_TRUE(check_schema(database, {"store", kOneStep}).has_value());
  EXPECT_TRUE(check_schema(database, {"registry", kOther}).has_value());
}

TEST_F(SchemaTest, an_older_file_names_the_command) {
  Database database = open();
  EXPECT_THAT(check_schema(database, {"store", kOneStep}).error(), HasSubstr("attesto migrate"));
  ASSERT_TRUE(migrate(database, {"store", kOneStep}).has_value());
  EXPECT_THAT(check_schema(database, {"store", kTwoSteps}).error(), HasSubstr("attesto migrate"));
}

TEST_F(SchemaTest, a_newer_file_is_refused_and_not_touched) {
  Database database = open();
  ASSERT_TRUE(migrate(database, {"store", kTwoSteps}).has_value());
  EXPECT_THAT(check_schema(database, {"store", kOneStep}).error(), HasSubstr("newer"));
  EXPECT_THAT(migrate(database, {"store", kOneStep}).error(), HasSubstr("newer"));
  EXPECT_TRUE(check_schema(database, {"store", kTwoSteps}).has_value());
}

TEST_F(SchemaTest, a_step_that_fails_undoes_all_steps) {
  Database database = open();
  EXPECT_FALSE(migrate(database, {"store", kBadSecondStep}).has_value());
  EXPECT_FALSE(database.execute("SELECT * FROM a").has_value());
  EXPECT_FALSE(database.execute("SELECT * FROM b").has_value());
  EXPECT_EQ(migrate(database, {"store", kTwoSteps}).value(), 2);
}

TEST_F(SchemaTest, several_processes_at_once_apply_each_step_once) {
  constexpr int kThreads = 6;
  std::vector<int> applied(kThreads, -1);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        Database database = open();
        applied[static_cast<std::size_t>(i)] = migrate(database, {"store", kTwoSteps}).value_or(-1);
      });
  }
  int total = 0;
  for (const int steps : applied) {
    EXPECT_GE(steps, 0);
    total += steps;
  }
  EXPECT_EQ(total, 2);
}

}  // namespace
}  // namespace attesto::sqlite
