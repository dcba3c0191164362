// attesto store-check
#include "adapters/sqlite/database.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;

class StoreCheckCommand : public test::AttestoFixture {};

TEST_F(StoreCheckCommand, says_of_each_promise_that_it_holds) {
  must_run({"migrate", "--store", "check.db"});
  const auto result = must_run({"store-check", "check.db", "--seed", "7"});
  EXPECT_THAT(result.out, HasSubstr("holds   a claim is won once\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("\n([0-9]+) of [0-9]+ hold\n$"));
  EXPECT_THAT(result.out, testing::Not(HasSubstr("BROKEN")));
  EXPECT_GT(std::ranges::count(result.out, '\n'), 30);
}

// A trigger that undoes what a claim did makes a file that only looks like a store.
TEST_F(StoreCheckCommand, says_which_promise_is_broken_and_fails) {
  must_run({"migrate", "--store", "check.db"});
  auto database = sqlite::Database::open(file("check.db"), sqlite::Database::Mode::existing);
  ASSERT_TRUE(database.has_value()) << database.error();
  ASSERT_TRUE(
      database->execute("CREATE TRIGGER forget AFTER UPDATE OF consumed ON attesto_records WHEN new.consumed BEGIN"
                        " UPDATE attesto_records SET consumed = 0 WHERE kind = new.kind AND hash = new.hash; END"));
  const auto result = run({"store-check", "check.db", "--json"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("the store breaks its contract"));
  const auto json = Json::parse(result.out);
  ASSERT_TRUE(json.has_value()) << result.out;
  EXPECT_LT(*json->find_integer("hold"), *json->find_integer("of"));
  const Json::Array& properties = *json->find("properties")->array();
  EXPECT_EQ(std::ssize(properties), *json->find_integer("of"));
  const auto once = std::ranges::find_if(
      properties, [](const Json& property) { return *property.find_string("name") == "a_claim_is_won_once"; });
  ASSERT_NE(once, properties.end());
  EXPECT_THAT(*once->find_string("finding"), HasSubstr("expected lost: consumed, got won"));
}

TEST_F(StoreCheckCommand, refuses_what_is_no_migrated_database) {
  expect_failure(run({"store-check", "absent.db"}), 2, "absent.db");
  EXPECT_FALSE(std::filesystem::exists(file("absent.db")));
  expect_failure(run({"store-check"}), 2, "DATABASE");
}

}  // namespace
}  // namespace attesto
