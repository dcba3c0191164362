// A folder with attestod.toml, where commands run.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "attesto/wire/json.hpp"
#include "cli/process.hpp"
#include "support/temporary_folder.hpp"

namespace attesto::test {

class AttestoFixture : public testing::Test {
 protected:
  AttestoFixture() {
    folder_.write("attestod.toml", R"(issuer = "https://auth.example.com"
store.sqlite = "attesto.db"
keys.master_key_file = "master.key"
)");
  }

  ProcessResult run(const std::vector<std::string>& arguments, std::string_view input = "") const {
    return run_attesto(folder_.path().string(), arguments, input);
  }
  /// Runs a command that must succeed.
  ProcessResult must_run(const std::vector<std::string>& arguments, std::string_view input = "") const {
    ProcessResult result = run(arguments, input);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return result;
  }
  /// Runs a command that must succeed, with --json. @return its one object
  Json run_json(std::vector<std::string> arguments, std::string_view input = "") const {
    arguments.emplace_back("--json");
    const ProcessResult result = must_run(arguments, input);
    EXPECT_EQ(std::ranges::count(result.out, '\n'), 1) << result.out;
    const auto json = Json::parse(result.out);
    EXPECT_TRUE(json.has_value() && json->object()) << result.out;
    return json.value_or(Json());
  }
  void expect_failure(const ProcessResult& result, int exit_code, const std::string& message) const {
    EXPECT_EQ(result.exit_code, exit_code);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    EXPECT_THAT(result.err, testing::AllOf(testing::StartsWith("attesto: "), testing::HasSubstr(message)));
  }
  void migrate() const { must_run({"migrate"}); }
  std::unique_ptr<Registry> open_registry() const {
    auto opened = open_sqlite_registry(file("attesto.db"));
    if (!opened) ADD_FAILURE() << opened.error();
    return opened ? std::move(*opened) : nullptr;
  }
  std::string file(std::string_view name) const { return folder_.file(name); }
  /// Everything that is on disk, the write-ahead log included.
  std::string read_all_files() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file()) all += read_file(entry.path().string());
    return all;
  }

  TemporaryFolder folder_;
};

}  // namespace attesto::test
