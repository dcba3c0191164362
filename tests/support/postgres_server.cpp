#include "support/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace attesto::test {
namespace {

using namespace std::chrono_literals;

using Connection = std::unique_ptr<PGconn, decltype([](PGconn* connection) { PQfinish(connection); })>;
using Result = std::unique_ptr<PGresult, decltype([](PGresult* result) { PQclear(result); })>;

constexpr const char* kUser = "postgres";

/// In the child: never root, and gone when the test program is.
void become_server_user() {
  if (::geteuid() == 0) {
    const passwd* const user = ::getpwnam(kUser);
    if (!user || ::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)
      ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
}

pid_t spawn(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child > 0) return child;
  become_server_user();
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

std::string program(const char* name) { return std::string(ATTESTO_POSTGRES_BINARIES) + "/" + name; }

std::string read_log(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<pid_t> children_of(pid_t parent) {
  const std::string id = std::to_string(parent);
  std::ifstream file("/proc/" + id + "/task/" + id + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

/// Dead, if perhaps not yet buried by its new parent.
bool is_gone(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return true;
  const std::size_t state = line.rfind(')') + 2;
  return state < line.size() && (line[state] == 'Z' || line[state] == 'X');
}

Connection connect(const std::string& dsn) {
  Connection connection(PQconnectdb(dsn.c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  return connection;
}

Result run(PGconn* connection, const std::string& sql) {
  Result result(PQexec(connection, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection));
  return result;
}

}  // namespace

PostgresServer::PostgresServer() {
  if (::geteuid() == 0) {
    const passwd* const user = ::getpwnam(kUser);
    if (!user || ::chown(folder_.file("").c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("there is no user postgres to run the server");
  }
  initialize();
  start();
}

/// At once, but not by SIGKILL, after which its shared memory would outlive the tests.
PostgresServer::~PostgresServer() {
  if (server_ <= 0) return;
  thaw();
  ::kill(server_, SIGQUIT);
  ::waitpid(server_, nullptr, 0);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::initialize() const {
  const std::string log = folder_.file("initdb.log");
  const pid_t child =
      spawn({program("initdb"), "-D", folder_.file("data"), "-U", "admin", "-E", "UTF8", "--locale", "C.UTF-8",
             "--locale-provider", "icu", "--icu-locale", "en", "-A", "trust", "--no-sync", "--no-instructions"},
            log);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("initdb failed: " + read_log(log));
  // Whoever has a password must give it.
  std::ofstream(folder_.file("data/pg_hba.conf")) << "local all admin trust\nlocal all all scram-sha-256\n";
}

void PostgresServer::start() {
  const std::string log = folder_.file("server.log");
  server_ = spawn({program("postgres"), "-D", folder_.file("data"), "-k", folder_.file(""), "-c",
                   "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c",
                   "max_wal_size=256MB", "-c", "autovacuum_naptime=5s", "-c", "recovery_init_sync_method=syncfs"},
                  log);
  for (int attempt = 0; attempt < 3000; ++attempt) {
    const Connection connection(PQconnectdb(dsn("admin", "", "postgres").c_str()));
    if (PQstatus(connection.get()) == CONNECTION_OK) return;
    if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
    std::this_thread::sleep_for(10ms);
  }
  server_ = 0;
  throw std::runtime_error("PostgreSQL did not start: " + read_log(log));
}

void PostgresServer::stop() {
  ::kill(server_, SIGINT);
  ::waitpid(server_, nullptr, 0);
  server_ = 0;
}

void PostgresServer::kill() {
  const std::vector<pid_t> children = children_of(server_);
  ::kill(server_, SIGKILL);
  for (const pid_t child : children) ::kill(child, SIGKILL);
  ::waitpid(server_, nullptr, 0);
  server_ = 0;
  // The shared memory is in use as long as one of them lives.
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (std::ranges::all_of(children, is_gone)) return;
    std::this_thread::sleep_for(5ms);
  }
  throw std::runtime_error("a process of the killed PostgreSQL does not end");
}

void PostgresServer::freeze() const { signal_all(SIGSTOP); }

void PostgresServer::thaw() const { signal_all(SIGCONT); }

void PostgresServer::signal_all(int number) const {
  ::kill(server_, number);
  for (const pid_t child : children_of(server_)) ::kill(child, number);
}

std::string PostgresServer::dsn(std::string_view role, std::string_view password, std::string_view database) const {
  std::string text = "host=" + folder_.file("") + " user=" + std::string(role) + " dbname=" + std::string(database);
  if (!password.empty()) text += " password=" + std::string(password);
  return text;
}

std::string PostgresServer::new_schema_dsn() {
  const std::string name = "test_" + std::to_string(++schemas_);
  execute(dsn("admin", "", "postgres"), "CREATE SCHEMA " + name);
  return dsn("admin", "", "postgres") + " options='-c search_path=" + name + "'";
}

void PostgresServer::execute(const std::string& dsn, const std::string& sql) { run(connect(dsn).get(), sql); }

std::string PostgresServer::query(const std::string& dsn, const std::string& sql) {
  const Result result = run(connect(dsn).get(), sql);
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

}  // namespace attesto::test
