// What is wrong with the database or the key is said in one line when attestod starts, and nothing is overwritten.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"
#include "support/not_root.hpp"

namespace attestod {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// One thing that can be wrong.
struct BadStorage {
  const char* name;
  std::function<void(const DaemonFolder&)> spoil;
  const char* file;   ///< the line begins with it
  const char* fault;  ///< what the line says is wrong
  const char* cure;   ///< what the line says to do
};

void overwrite(const std::string& path, std::streamoff from, std::size_t count) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file << std::string(count, '\xAA');
}

void run_sql(const DaemonFolder& folder, const char* sql) {
  auto database = attesto::sqlite::Database::open(folder.file("attesto.db"), attesto::sqlite::Database::Mode::existing);
  if (!database || !database->execute(sql)) throw std::runtime_error(sql);
}

void write_key(const DaemonFolder& folder, const std::string& line) {
  std::ofstream(folder.file("master.key"), std::ios::trunc) << line << '\n';
}

const std::vector<BadStorage> kBadStorages = {
    {.name = "truncated",
     .spoil = [](const DaemonFolder& folder) { fs::resize_file(folder.file("attesto.db"), 3000); },
     .file = "attesto.db",
     .fault = "malformed",
     .cure = "restore the file from a backup"},
    {.name = "corrupt",
     .spoil =
         [](const DaemonFolder& folder) {
           overwrite(folder.file("attesto.db"), 4096, fs::file_size(folder.file("attesto.db")) - 4096);
         },
     .file = "attesto.db",
     .fault = "malformed",
     .cure = "restore the file from a backup"},
    {.name = "no_database",
     .spoil = [](const DaemonFolder& folder) { overwrite(folder.file("attesto.db"), 0, 9000); },
     .file = "attesto.db",
     .fault = "not a database",
     .cure = "name the database's file"},
    {.name = "from_the_future",
     .spoil = [](const DaemonFolder& folder) { run_sql(folder, "UPDATE attesto_schema SET version=99"); },
     .file = "attesto.db",
     .fault = "has version 99",
     .cure = "run a newer attesto"},
    {.name = "from_the_past",
     .spoil =
         [](const DaemonFolder& folder) {
           run_sql(folder, "UPDATE attesto_schema SET version=1 WHERE component='store'");
         },
     .file = "attesto.db",
     .fault = "has version 1",
     .cure = "run `attesto migrate`"},
    {.name = "wrong_key",
     .spoil = [](const DaemonFolder& folder) { write_key(folder, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"); },
     .file = "key ",
     .fault = "does not open with this master key",
     .cure = "restore the master key that sealed it"},
    {.name = "damaged_key",
     .spoil = [](const DaemonFolder& folder) { write_key(folder, "AAEC"); },
     .file = "master.key",
     .fault = "is not a master key",
     .cure = "32 bytes in base64url is expected"},
    {.name = "lost_key",
     .spoil = [](const DaemonFolder& folder) { fs::remove(folder.file("master.key")); },
     .file = "master.key",
     .fault = "there is no master key",
     .cure = "restore it from a backup"},
};

fs::path place_of(const DaemonFolder& folder) { return fs::path(folder.config()).parent_path(); }

/// Every file with its content; a log that SQLite left behind counts, its shared memory doesn't.
std::map<std::string, std::string> content(const DaemonFolder& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(place_of(folder))) {
    const std::string name = entry.path().filename();
    if (name == "output" || name.ends_with("-shm") || (name.ends_with("-wal") && entry.file_size() == 0)) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[name] = std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

/// What attestod says, without the lines that warn of development mode.
std::vector<std::string> complaints(const std::string& output) {
  std::vector<std::string> lines;
  std::istringstream text(output);
  for (std::string line; std::getline(text, line);)
    if (!line.starts_with("attestod: *")) lines.push_back(line);
  return lines;
}

class StartsNot : public testing::TestWithParam<BadStorage> {};

TEST_P(StartsNot, says_in_one_line_why_and_what_to_do_and_leaves_everything_as_it_is) {
  const DaemonFolder folder;
  folder.fill();
  GetParam().spoil(folder);
  const auto before = content(folder);
  const Finished finished = run_attestod({"--config", folder.config()}, folder.file("output"));
  EXPECT_EQ(finished.exit_status, 2);
  const auto said = complaints(finished.output);
  ASSERT_EQ(said.size(), 1u) << finished.output;
  EXPECT_THAT(said[0], AllOf(HasSubstr(GetParam().file), HasSubstr(GetParam().fault), HasSubstr(GetParam().cure)));
  EXPECT_EQ(content(folder), before);
}

INSTANTIATE_TEST_SUITE_P(Attestod, StartsNot, testing::ValuesIn(kBadStorages),
                         [](const auto& row) { return row.param.name; });

TEST(StartsNot, in_a_folder_that_it_may_not_write) {
  const DaemonFolder folder;
  folder.fill();
  std::ofstream(folder.file("output"));
  for (const auto& entry : fs::directory_iterator(place_of(folder))) attesto::test::give_away(entry.path());
  fs::permissions(place_of(folder), fs::perms(0555));
  const auto before = content(folder);
  Finished finished{};
  {
    const attesto::test::NotRoot not_root;
    finished = run_attestod({"--config", folder.config()}, folder.file("output"));
  }
  EXPECT_EQ(finished.exit_status, 2);
  const auto said = complaints(finished.output);
  ASSERT_EQ(said.size(), 1u) << finished.output;
  EXPECT_THAT(said[0], AllOf(HasSubstr("attesto.db"), HasSubstr("write access to the file and its folder")));
  EXPECT_EQ(content(folder), before);
}

}  // namespace
}  // namespace attestod
