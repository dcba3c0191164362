#include "adapters/postgres/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <utility>

#include "adapters/postgres/big_endian.hpp"
#include "adapters/postgres/server_error.hpp"

namespace attesto::inline v0::postgres {
namespace {

constexpr int kBinary = 1;
/// Beyond the server's own limits: only a server that no longer runs needs more.
constexpr std::chrono::milliseconds kGrace{2000};

/// Parameters that the DSN may overrule stand before it, the others behind it.
SqlResult<pg_conn*> connect(const Settings& settings) {
  const std::string dsn(settings.dsn.expose());
  const std::string timeout = std::to_string(settings.connect_timeout.count());
  const std::array<std::pair<const char*, const char*>, 11> parameters{{
      {"application_name", "attesto"},
      {"connect_timeout", timeout.c_str()},
      {"target_session_attrs", "read-write"},  // of several hosts, the one that is not a standby
      {"keepalives", "1"},
      {"keepalives_idle", "10"},
      {"keepalives_interval", "3"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", "10000"},
      {"dbname", dsn.c_str()},
      {"client_encoding", "UTF8"},
      {nullptr, nullptr},
  }};
  std::array<const char*, parameters.size()> keywords{};
  std::array<const char*, parameters.size()> values{};
  for (std::size_t i = 0; i < parameters.size(); ++i) std::tie(keywords[i], values[i]) = parameters[i];
  pg_conn* const connection = PQconnectdbParams(keywords.data(), values.data(), 1);
  if (!connection) return std::unexpected(SqlError{.fault = Fault::unreachable, .message = "out of memory"});
  return connection;
}

std::unexpected<SqlError> unusable(std::string message) {
  return std::unexpected(SqlError{.fault = Fault::refused, .message = std::move(message)});
}

}  // namespace

void Rows::Clear::operator()(pg_result* result) const noexcept { PQclear(result); }

std::size_t Rows::size() const noexcept { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::size_t Rows::changed() const noexcept {
  const std::string_view digits = PQcmdTuples(result_.get());
  std::size_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

bool Rows::is_null(std::size_t row, int column) const noexcept {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) != 0;
}

std::string_view Rows::text(std::size_t row, int column) const noexcept {
  const int at = static_cast<int>(row);
  return {PQgetvalue(result_.get(), at, column), static_cast<std::size_t>(PQgetlength(result_.get(), at, column))};
}

ByteView Rows::blob(std::size_t row, int column) const noexcept { return as_bytes(text(row, column)); }

bool Rows::flag(std::size_t row, int column) const noexcept { return text(row, column) == std::string_view("\1", 1); }

std::int64_t Rows::integer(std::size_t row, int column) const noexcept {
  const std::string_view bytes = text(row, column);
  switch (bytes.size()) {
    case sizeof(std::int16_t): return read_big_endian<std::int16_t>(bytes);
    case sizeof(std::int32_t): return read_big_endian<std::int32_t>(bytes);
    default: return read_big_endian<std::int64_t>(bytes);
  }
}

void Connection::Finish::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

Connection::Connection(pg_conn* connection, const Settings& settings)
    : connection_(connection), answer_timeout_(settings.statement_timeout + kGrace) {}

SqlResult<std::unique_ptr<Connection>> Connection::open(const Settings& settings) {
  const auto place = describe_dsn(settings.dsn);
  if (!place) return unusable("the DSN " + place.error());
  const auto connected = connect(settings);
  if (!connected) return std::unexpected(connected.error());
  std::unique_ptr<Connection> opened(new Connection(*connected, settings));
  PQsetNoticeProcessor(*connected, [](void*, const char*) {}, nullptr);  // would print to standard error
  const std::string where = *place + ": ";
  if (PQstatus(*connected) != CONNECTION_OK)
    return std::unexpected(SqlError{
        .fault = Fault::unreachable,
        .message = where + one_line(PQerrorMessage(*connected)) + "; see that the server runs, and what the DSN says"});
  const char* const encoding = PQparameterStatus(*connected, "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8")
    return unusable(where + "stores text as " + (encoding ? encoding : "nobody knows what") +
                    "; create a database with ENCODING 'UTF8'");
  if (auto configured = opened->configure_session(settings); !configured) {
    configured.error().message.insert(0, where);
    return std::unexpected(std::move(configured).error());
  }
  return opened;
}

/// What a server that speaks the protocol doesn't have (`jit`, say) is left out, not an error.
SqlResult<void> Connection::configure_session(const Settings& settings) {
  const Statement configure{
      .name = "configure",
      .sql =
          "SELECT set_config(s.name, w.value, false) FROM pg_settings s JOIN (VALUES"
          " ('statement_timeout', $1::text), ('lock_timeout', $2::text),"
          " ('idle_in_transaction_session_timeout', $1::text), ('default_transaction_isolation', 'read committed'),"
          " ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('enable_seqscan', 'off'),"
          " ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'), ('synchronous_commit', 'on')"
          ") w (name, value) ON w.name = s.name"
          // Stronger than `on`: a commit also waits until a standby shows it.
          " WHERE s.setting <> 'remote_apply'"};
  const std::string statement_timeout = std::to_string(settings.statement_timeout.count());
  const std::string lock_timeout = std::to_string(settings.lock_timeout.count());
  if (auto set = run(configure, std::string_view(statement_timeout), std::string_view(lock_timeout)); !set)
    return std::unexpected(std::move(set).error());
  const auto fsync = run({.name = "fsync", .sql = "SELECT current_setting('fsync', true)"});
  if (!fsync) return std::unexpected(fsync.error());
  if (fsync->size() == 1 && fsync->text(0, 0) == "off")
    return unusable("runs with fsync = off, so a crash takes logins with it; turn fsync on");
  return {};
}

bool Connection::is_alive() const noexcept {
  if (!connection_) return false;
  // An idle server has nothing to say: what can be read is its farewell, or the end of the stream.
  pollfd descriptor{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
  return ::poll(&descriptor, 1, 0) == 0;
}

SqlResult<void> Connection::execute(const std::string& sql, std::chrono::milliseconds patience) {
  if (!connection_ || PQsendQuery(connection_.get(), sql.c_str()) == 0) return not_sent();
  if (auto rows = await_answer(std::chrono::steady_clock::now() + patience); !rows)
    return std::unexpected(std::move(rows).error());
  return {};
}

SqlResult<Rows> Connection::run_with(const Statement& statement, const Arguments& arguments) {
  if (auto prepared = prepare_one(statement); !prepared) return std::unexpected(std::move(prepared).error());
  const std::vector<int> formats(static_cast<std::size_t>(arguments.count()), kBinary);
  if (PQsendQueryPrepared(connection_.get(), statement.name.c_str(), arguments.count(), arguments.values().data(),
                          arguments.lengths(), formats.data(), kBinary) == 0)
    return not_sent();
  return await_answer(answer_deadline());
}

SqlResult<void> Connection::prepare_one(const Statement& statement) {
  if (!connection_) return not_sent();
  if (prepared_.contains(statement.name)) return {};
  if (PQsendPrepare(connection_.get(), statement.name.c_str(), statement.sql.c_str(), 0, nullptr) == 0)
    return not_sent();
  auto answer = await_answer(answer_deadline());
  if (!answer) {
    // Whatever became of the preparation: the statement itself was not sent.
    if (answer.error().fault == Fault::unknown) answer.error().fault = Fault::unreachable;
    return std::unexpected(std::move(answer).error());
  }
  prepared_.insert(statement.name);
  return {};
}

SqlResult<void> Connection::prepare(std::span<const Statement* const> statements) {
  if (!connection_ || PQenterPipelineMode(connection_.get()) == 0) return not_sent();
  for (const Statement* statement : statements)
    if (PQsendPrepare(connection_.get(), statement->name.c_str(), statement->sql.c_str(), 0, nullptr) == 0)
      return not_sent();
  if (PQpipelineSync(connection_.get()) == 0) return not_sent();
  if (auto answered = await_pipeline(statements.size(), answer_deadline()); !answered) return answered;
  for (const Statement* statement : statements) prepared_.insert(statement->name);
  return {};
}

SqlResult<void> Connection::await_pipeline(std::size_t answers, Deadline deadline) {
  std::optional<SqlError> first;
  for (std::size_t i = 0; i < answers; ++i) {
    auto answer = await_answer(deadline);
    if (!connection_) return std::unexpected(std::move(answer).error());
    if (!answer && !first) first = std::move(answer).error();
  }
  if (!wait_until_readable(deadline)) return no_answer("the server does not answer");
  PQclear(PQgetResult(connection_.get()));  // of the synchronisation
  if (PQexitPipelineMode(connection_.get()) == 0) return no_answer("the connection is out of step");
  if (first) return std::unexpected(std::move(*first));
  return {};
}

/// A statement is done only when the server is ready for the next one: the answer to the statement
/// itself comes before its commit (PostgreSQL manual, 55.2.3).
SqlResult<Rows> Connection::await_answer(Deadline deadline) {
  Rows rows(nullptr);
  std::optional<SqlError> error;
  for (;;) {
    if (!wait_until_readable(deadline)) return no_answer("the server does not answer");
    pg_result* const result = PQgetResult(connection_.get());
    if (!result) break;
    Rows answer(result);
    switch (PQresultStatus(result)) {
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK: rows = std::move(answer); break;
      case PGRES_PIPELINE_ABORTED: break;  // what went wrong before it is the error
      default:
        if (!error) error = server_error(result);
    }
  }
  if (PQstatus(connection_.get()) == CONNECTION_BAD) connection_.reset();
  if (error) return std::unexpected(std::move(*error));
  return rows;
}

bool Connection::wait_until_readable(Deadline deadline) const {
  while (PQisBusy(connection_.get()) != 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd descriptor{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
    if (::poll(&descriptor, 1, static_cast<int>(left.count())) == 0) return false;
    // Its failure is reported by PQgetResult, with whatever the server said before it went.
    if (PQconsumeInput(connection_.get()) == 0) return true;
  }
  return true;
}

std::unexpected<SqlError> Connection::not_sent() {
  std::string message = connection_ ? one_line(PQerrorMessage(connection_.get())) : "the connection is closed";
  connection_.reset();
  return std::unexpected(SqlError{.fault = Fault::unreachable, .message = std::move(message)});
}

std::unexpected<SqlError> Connection::no_answer(std::string message) {
  connection_.reset();
  return std::unexpected(SqlError{.fault = Fault::unknown, .message = std::move(message)});
}

}  // namespace attesto::inline v0::postgres
