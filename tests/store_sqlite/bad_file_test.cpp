// Files that are no usable store: each is refused with what is wrong and what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "adapters/store_check/child_process.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "contract/store_samples.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::record;
using testing::HasSubstr;

class BadFile : public testing::Test {
 protected:
  /// A migrated file with enough records for several pages, closed.
  void make_good_file() {
    ASSERT_TRUE(migrate_sqlite_store(path_).has_value());
    const auto store = open_sqlite_store(path_);
    ASSERT_TRUE(store.has_value()) << store.error();
    Commit commit;
    for (int i = 0; i < 200; ++i) commit.records.push_back(record(key(RecordKind::interaction, {i})));
    ASSERT_TRUE((*store)->commit(commit).value());
  }

  void run_sql(const char* sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }

  void write_text(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }

  [[nodiscard]] std::string refusal_of_open() const {
    const auto store = open_sqlite_store(path_);
    EXPECT_FALSE(store.has_value());
    return store ? "" : store.error();
  }
  [[nodiscard]] std::string refusal_of_migrate() const {
    const auto migrated = migrate_sqlite_store(path_);
    EXPECT_FALSE(migrated.has_value());
    return migrated ? "" : migrated.error();
  }

  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
};

TEST_F(BadFile, a_missing_one_names_the_command_that_makes_it) {
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr(path_), HasSubstr("attesto migrate")));
  EXPECT_FALSE(std::filesystem::exists(path_)) << "opening must not create";
}

TEST_F(BadFile, an_empty_one_names_the_command_that_fills_it) {
  write_text("");
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr(path_), HasSubstr("attesto migrate")));
}

TEST_F(BadFile, one_that_is_no_database_is_left_alone) {
  const std::string text(8192, 'x');
  write_text(text);
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr(path_), HasSubstr("not a")));
  EXPECT_THAT(refusal_of_migrate(), testing::AllOf(HasSubstr(path_), HasSubstr("not a")));
  std::ifstream file(path_, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(BadFile, a_truncated_one_is_malformed) {
  make_good_file();
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr(path_), HasSubstr("malformed")));
}

TEST_F(BadFile, damaged_pages_are_an_outage_and_never_an_answer) {
  make_good_file();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);  // everything but the first page, which holds the schema
    file << std::string(std::filesystem::file_size(path_) - 4096, '\xAA');
  }
  const auto store = open_sqlite_store(path_);
  if (!store) return;  // refused at once is as good
  EXPECT_FALSE((*store)->find(key(RecordKind::interaction, {1})).has_value());
  const auto claimed = (*store)->commit({.claims = {{.key = key(RecordKind::interaction, {1})}}});
  ASSERT_FALSE(claimed.has_value());
  EXPECT_EQ(claimed.error(), StoreError::unavailable);
}

TEST_F(BadFile, a_newer_schema_asks_for_a_newer_program) {
  make_good_file();
  run_sql("UPDATE attesto_schema SET version=99 WHERE component='store'");
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr("99"), HasSubstr("newer")));
  EXPECT_THAT(refusal_of_migrate(), testing::AllOf(HasSubstr("99"), HasSubstr("newer")));
}

TEST_F(BadFile, a_missing_table_is_damage) {
  make_good_file();
  run_sql("DROP TABLE attesto_revoked_families");
  EXPECT_THAT(refusal_of_open(), testing::AllOf(HasSubstr(path_), HasSubstr("attesto_revoked_families")));
}

TEST_F(BadFile, a_folder_is_no_database) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(refusal_of_open(), HasSubstr(path_));
  EXPECT_THAT(refusal_of_migrate(), HasSubstr(path_));
}

// SQLite would open it, answer reads and fail each write: a server that only says 503.
TEST_F(BadFile, a_read_only_one_is_refused_at_the_start) {
  make_good_file();
  ASSERT_EQ(::chmod(path_.c_str(), 0444), 0);
  ASSERT_EQ(::chmod(std::filesystem::path(path_).parent_path().c_str(), 0777), 0);
  using Text = std::array<char, 512>;
  ChildProcess child([&](int pipe) {
    // root may write everywhere, so the child must not be root
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 93;
    const auto store = open_sqlite_store(path_);
    Text text{};
    const std::string message = store ? "opened" : store.error();
    message.copy(text.data(), text.size() - 1);
    send(pipe, text);
    return 0;
  });
  Text text{};
  ASSERT_TRUE(child.read(text));
  EXPECT_THAT(std::string(text.data()), testing::AllOf(HasSubstr(path_), HasSubstr("read-only")));
}

}  // namespace
}  // namespace attesto
