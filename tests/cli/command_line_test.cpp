// What holds for every command: configuration, usage, exit codes.
#include <cstdlib>

#include "adapters/sqlite/database.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;

class CommandLine : public test::AttestoFixture {};

TEST_F(CommandLine, nothing_and_nonsense_are_usage_errors) {
  expect_failure(run({}), 2, "--help");
  expect_failure(run({"clients"}), 2, "--help");
  expect_failure(run({"client"}), 2, "--help");
  expect_failure(run({"client", "show"}), 2, "CLIENT_ID");
  expect_failure(run({"keys", "list", "--colour"}), 2, "--colour");
}

TEST_F(CommandLine, help_is_no_error) {
  const auto result = must_run({"--help"});
  for (const char* command : {"client", "user", "keys", "migrate", "--config", "--json"})
    EXPECT_THAT(result.out, HasSubstr(command));
}

TEST_F(CommandLine, before_migrate_every_command_names_it) {
  expect_failure(run({"client", "list"}), 2, "attesto migrate");
  expect_failure(run({"user", "list"}), 2, "attesto migrate");
  expect_failure(run({"keys", "list"}), 2, "attesto migrate");
}

TEST_F(CommandLine, config_may_stand_anywhere_and_elsewhere) {
  std::filesystem::create_directory(file("etc"));
  folder_.write("etc/other.toml", R"(issuer = "https://auth.example.com"
store.sqlite = "other.db"
keys.master_key_file = "other.key"
)");
  must_run({"--config", "etc/other.toml", "migrate"});
  EXPECT_TRUE(std::filesystem::exists(file("etc/other.db")));
  EXPECT_TRUE(std::filesystem::exists(file("etc/other.key")));
  EXPECT_FALSE(std::filesystem::exists(file("attesto.db")));
  must_run({"client", "list", "--config", "etc/other.toml"});
}

TEST_F(CommandLine, every_fault_of_the_configuration_is_a_line) {
  folder_.write("attestod.toml", "isuer = \"https://auth.example.com\"\nstore.sqlite = 5\n");
  const auto result = run({"client", "list"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 4) << result.err;
  EXPECT_THAT(result.err, HasSubstr("attesto: attestod.toml:1: isuer: is not a known setting; did you mean issuer?\n"));
  EXPECT_THAT(result.err, HasSubstr("attestod.toml:2: store.sqlite: is a number"));
  EXPECT_THAT(result.err, HasSubstr("attestod.toml: issuer: is missing"));
  EXPECT_THAT(result.err, HasSubstr("attestod.toml: keys.master_key_file: is missing"));
}

TEST_F(CommandLine, absent_configuration_is_named) {
  expect_failure(run({"--config", "absent.toml", "client", "list"}), 2, "absent.toml");
}

TEST_F(CommandLine, database_of_the_future_is_left_alone) {
  migrate();
  auto database = sqlite::Database::open(file("attesto.db"), sqlite::Database::Mode::existing);
  ASSERT_TRUE(database.has_value()) << database.error();
  ASSERT_TRUE(database->execute("UPDATE attesto_schema SET version=99 WHERE component='registry'").has_value());
  expect_failure(run({"client", "list"}), 2, "run a newer attesto");
  expect_failure(run({"migrate"}), 2, "run a newer attesto");
}

TEST_F(CommandLine, output_that_can_not_be_written_is_an_error) {
  migrate();
  const std::string command =
      "cd '" + folder_.path().string() + "' && " ATTESTO_BINARY " client list --json >/dev/full";
  const int status = std::system((command + " 2>/dev/null").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace attesto
