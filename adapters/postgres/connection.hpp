// PostgreSQL connections and statements as owners and values.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "adapters/postgres/arguments.hpp"
#include "adapters/postgres/settings.hpp"
#include "adapters/postgres/sql_error.hpp"
#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"

struct pg_conn;
struct pg_result;

namespace attesto::inline v0::postgres {

/// A statement that is prepared once per connection. `$1`, `$2` ... are its arguments.
struct Statement {
  std::string name;  ///< what the server calls it; one name, one text
  std::string sql;
};

/// All rows of an answer, each column in binary format.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result) {}

  [[nodiscard]] std::size_t size() const noexcept;
  /// How many rows an INSERT, UPDATE or DELETE changed.
  [[nodiscard]] std::size_t changed() const noexcept;

  /// Row and column counted from 0.
  [[nodiscard]] bool is_null(std::size_t row, int column) const noexcept;
  [[nodiscard]] std::string_view text(std::size_t row, int column) const noexcept;
  [[nodiscard]] ByteView blob(std::size_t row, int column) const noexcept;
  [[nodiscard]] bool flag(std::size_t row, int column) const noexcept;
  /// Of any of PostgreSQL's sizes.
  [[nodiscard]] std::int64_t integer(std::size_t row, int column) const noexcept;
  [[nodiscard]] Instant instant(std::size_t row, int column) const noexcept {
    return Instant{std::chrono::milliseconds{integer(row, column)}};
  }

 private:
  struct Clear {
    void operator()(pg_result* result) const noexcept;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// One connection. Used by one thread at a time.
///
/// Every session commits with at least `synchronous_commit = on`, reads committed rows, and plans
/// for index look-ups: a table that was empty when a plan was made is not read from end to end
/// when it has a million rows. No call lasts longer than the settings allow, even if the server
/// is stopped in the middle of it.
class Connection {
 public:
  /// @error  one line: where the server is, what it said and what to do
  [[nodiscard]] static SqlResult<std::unique_ptr<Connection>> open(const Settings& settings);

  /// Runs a statement as one transaction, or within the one that execute("BEGIN") began.
  template <class... Args>
  [[nodiscard]] SqlResult<Rows> run(const Statement& statement, const Args&... args) {
    return run_with(statement, Arguments(args...));
  }
  /// Runs statements without arguments, the answers of which are nobody's business.
  /// @param patience  how long they may take, beside the server's own limits
  [[nodiscard]] SqlResult<void> execute(const std::string& sql, std::chrono::milliseconds patience);

  /// Prepares them in one round trip, so that a damaged table is found before it is needed.
  [[nodiscard]] SqlResult<void> prepare(std::span<const Statement* const> statements);

  /// False after a failure that a later statement can't come back from.
  [[nodiscard]] bool is_usable() const noexcept { return connection_ != nullptr; }
  /// Whether an idle connection is still there, as far as this end can know without asking.
  [[nodiscard]] bool is_alive() const noexcept;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const noexcept;
  };
  using Deadline = std::chrono::steady_clock::time_point;

  Connection(pg_conn* connection, const Settings& settings);
  [[nodiscard]] SqlResult<void> configure_session(const Settings& settings);
  [[nodiscard]] SqlResult<Rows> run_with(const Statement& statement, const Arguments& arguments);
  [[nodiscard]] SqlResult<void> prepare_one(const Statement& statement);
  [[nodiscard]] SqlResult<Rows> await_answer(Deadline deadline);
  [[nodiscard]] SqlResult<void> await_pipeline(std::size_t answers, Deadline deadline);
  [[nodiscard]] bool wait_until_readable(Deadline deadline) const;
  [[nodiscard]] Deadline answer_deadline() const { return std::chrono::steady_clock::now() + answer_timeout_; }
  /// The statement did not reach the server.
  [[nodiscard]] std::unexpected<SqlError> not_sent();
  /// The statement did, and no answer came back.
  [[nodiscard]] std::unexpected<SqlError> no_answer(std::string message);

  std::unique_ptr<pg_conn, Finish> connection_;
  std::chrono::milliseconds answer_timeout_;
  std::unordered_set<std::string> prepared_;
};

}  // namespace attesto::inline v0::postgres
