// No room left: an error and no half state, and everything works again when there is room.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "adapters/store_check/child_process.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "contract/store_samples.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::record;

constexpr int kCommits = 200;
constexpr rlim_t kMostBytes = 256 * 1024;

RecordKey claim_key(int i) { return key(RecordKind::authorization_code, {i}); }
RecordKey token_key(int i) { return key(RecordKind::refresh_token, {i}); }

/// Claims one record and inserts two; the body is large, so that the file fills up soon.
Commit large_commit(int i) {
  Record token = record(token_key(i));
  token.body = "{\"pad\":\"" + std::string(4000, 'x') + "\"}";
  return {.claims = {{.key = claim_key(i)}}, .records = {record(claim_key(i + 1)), token}};
}

struct Answer {
  int number;
  bool won;
  bool error;
};

int fill_up(const std::string& path, int pipe) {
  const auto store = open_sqlite_store(path);
  if (!store) return 92;
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{kMostBytes, kMostBytes};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 93;
  for (int i = 0; i < kCommits; ++i) {
    const auto outcome = (*store)->commit(large_commit(i));
    send(pipe, Answer{i, outcome && *outcome, !outcome});
    if (!outcome) {
      // Still no room: it has to say so again, neither hang nor pretend.
      const auto again = (*store)->commit(large_commit(i));
      return again ? 94 : 0;
    }
  }
  return 95;
}

TEST(FullDisk, is_an_error_without_half_a_commit) {
  const test::TempDir folder;
  const std::string path = folder.file("store.db");
  ASSERT_TRUE(migrate_sqlite_store(path).has_value());
  {
    const auto store = open_sqlite_store(path);
    ASSERT_TRUE((*store)->commit({.records = {record(claim_key(0))}}).value());
  }
  int won = 0;
  int failed_at = -1;
  {
    ChildProcess child([&](int pipe) { return fill_up(path, pipe); });
    Answer answer{};
    while (child.read(answer)) {
      if (answer.won) ++won;
      if (answer.error) failed_at = answer.number;
    }
    const int status = child.wait();
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), 0);
  }
  ASSERT_GT(won, 5);
  ASSERT_EQ(failed_at, won);

  const auto store = open_sqlite_store(path);
  ASSERT_TRUE(store.has_value()) << store.error();
  for (int i = 0; i < won; ++i) {
    EXPECT_TRUE((*store)->find(claim_key(i)).value().value().consumed);
    EXPECT_TRUE((*store)->find(token_key(i)).value().has_value());
  }
  EXPECT_FALSE((*store)->find(claim_key(failed_at)).value().value().consumed);
  EXPECT_FALSE((*store)->find(claim_key(failed_at + 1)).value().has_value());
  EXPECT_FALSE((*store)->find(token_key(failed_at)).value().has_value());
  EXPECT_TRUE((*store)->commit(large_commit(failed_at)).value()) << "with room again it works again";
}

}  // namespace
}  // namespace attesto
