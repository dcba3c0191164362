// SQLite connections and statements as owners and values.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace attesto::inline v0::sqlite {

/// What SQLite said, for an operator. Never holds a bound value.
struct SqlError {
  int code = 0;  ///< SQLite's extended result code
  std::string message;
};

template <class T>
using SqlResult = std::expected<T, SqlError>;

/// The rows of one running query; frees the statement for its next use when it dies.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// Goes to the next row. @return false after the last one
  [[nodiscard]] SqlResult<bool> next();

  /// Columns of the current row, counted from 0.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] Bytes blob(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] Instant instant(int column) const { return Instant{std::chrono::milliseconds{integer(column)}}; }

 private:
  sqlite3_stmt* statement_;
};

/// A prepared statement. Arguments are bound by position, never spliced into the text.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  /// Starts the query with these arguments, which must outlive the rows.
  template <class... Args>
  [[nodiscard]] Rows query(const Args&... args) {
    int position = 0;  // NOLINT(misc-const-correctness): a query may have no argument
    (bind(++position, args), ...);
    return Rows(statement_.get());
  }
  /// Runs a statement that yields no row. @return how many rows it changed
  template <class... Args>
  [[nodiscard]] SqlResult<int> run(const Args&... args) {
    Rows rows = query(args...);
    if (const auto stepped = rows.next(); !stepped) return std::unexpected(stepped.error());
    return changes();
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  void bind(int position, std::string_view text);
  void bind(int position, ByteView blob);
  void bind(int position, std::int64_t number);
  void bind(int position, Instant instant) { bind(position, std::int64_t{instant.time_since_epoch().count()}); }
  template <class T>
  void bind(int position, const std::optional<T>& value) {
    if (value) bind(position, *value);
    else bind_null(position);
  }
  void bind_null(int position);
  [[nodiscard]] int changes() const;

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection. Used by one thread at a time.
class Database {
 public:
  enum class Mode : std::uint8_t { existing, create };

  /// Opens the file in WAL mode with `synchronous=FULL`: a commit that returned survives a power
  /// cut. A file that is created belongs to its owner alone (mode 0600).
  /// @error  the file, what is wrong with it and what to do
  [[nodiscard]] static std::expected<Database, std::string> open(const std::string& path, Mode mode);

  /// Runs statements without arguments and without rows.
  [[nodiscard]] SqlResult<void> execute(const char* sql);
  /// @note A statement must not outlive its connection.
  [[nodiscard]] SqlResult<Statement> prepare(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  std::unique_ptr<sqlite3, Close> connection_;
};

/// Rolls back at the end of its scope, unless it was committed.
class Transaction {
 public:
  /// Takes the write lock at once, so that nothing read inside can be stale at the commit.
  [[nodiscard]] static SqlResult<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] SqlResult<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace attesto::inline v0::sqlite
