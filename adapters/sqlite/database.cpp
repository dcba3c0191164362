#include "adapters/sqlite/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace attesto::inline v0::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5000;

/// What SQLite's own words leave out.
const char* cure_for(int extended_code) {
  switch (extended_code & 0xff) {  // the primary code
    case SQLITE_CORRUPT: return "; restore the file from a backup";
    case SQLITE_NOTADB: return "; name the database's file, or restore it from a backup";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "; give the user that runs this program write access to the file and its folder";
    case SQLITE_FULL: return "; make room on the disk";
    case SQLITE_BUSY: return "; another program holds the file, see who it is with `fuser`";
    default: return "";
  }
}

SqlError last_error(sqlite3* connection) {
  const int code = sqlite3_extended_errcode(connection);
  return {.code = code, .message = std::string(sqlite3_errmsg(connection)) + cure_for(code)};
}

void require_bound(int result) {
  if (result != SQLITE_OK) throw std::logic_error("a statement has no such parameter");
}

/// SQLite would create the file with the process's umask; ours holds hashes and sealed keys.
std::expected<void, std::string> create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0)
    return std::unexpected(path + ": can't be created or written: " + std::generic_category().message(errno));
  ::close(file);
  return {};
}

}  // namespace

Rows::~Rows() {
  if (statement_) sqlite3_reset(statement_);
}

SqlResult<bool> Rows::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return std::unexpected(last_error(sqlite3_db_handle(statement_)));
}

std::string Rows::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

Bytes Rows::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return data ? Bytes(data, data + sqlite3_column_bytes(statement_, column)) : Bytes();
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

void Statement::bind(int position, std::string_view text) {
  // A null pointer would bind NULL, and an empty view may have one.
  const char* data = text.data() ? text.data() : "";
  require_bound(sqlite3_bind_text64(statement_.get(), position, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int position, ByteView blob) {
  require_bound(sqlite3_bind_blob64(statement_.get(), position, blob.data(), blob.size(), SQLITE_STATIC));
}

void Statement::bind(int position, std::int64_t number) {
  require_bound(sqlite3_bind_int64(statement_.get(), position, number));
}

void Statement::bind_null(int position) { require_bound(sqlite3_bind_null(statement_.get(), position)); }

int Statement::changes() const { return sqlite3_changes(sqlite3_db_handle(statement_.get())); }

void Database::Close::operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }

std::expected<Database, std::string> Database::open(const std::string& path, Mode mode) {
  if (mode == Mode::create) {
    if (auto created = create_private(path); !created) return std::unexpected(created.error());
  }
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (result != SQLITE_OK)
    return std::unexpected(path + ": can't be opened: " + (raw ? sqlite3_errmsg(raw) : "out of memory") +
                           "; `attesto migrate` creates the database");
  // SQLite opens a file it may not write for reading, without a word.
  if (sqlite3_db_readonly(raw, "main") == 1)
    return std::unexpected(path + ": is read-only; give the user that runs this program write access to it");
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  const auto configured = database.execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-1000");
  if (!configured) return std::unexpected(path + ": is not a usable SQLite database: " + configured.error().message);
  return database;
}

SqlResult<void> Database::execute(const char* sql) {
  if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(last_error(connection_.get()));
  return {};
}

SqlResult<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    return std::unexpected(last_error(connection_.get()));
  return Statement(statement);
}

SqlResult<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return Transaction(database);
}

Transaction::~Transaction() {
  // After a failed COMMIT SQLite may have rolled back by itself; then there is nothing to undo.
  if (database_) static_cast<void>(database_->execute("ROLLBACK"));
}

SqlResult<void> Transaction::commit() {
  if (auto committed = database_->execute("COMMIT"); !committed) return std::unexpected(committed.error());
  database_ = nullptr;
  return {};
}

}  // namespace attesto::inline v0::sqlite
