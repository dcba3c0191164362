// Refresh rotations per second through the store on PostgreSQL, beside pgbench with the same
// statement on the same server. Nothing between a client and its answer is worth more than what
// pgbench, which does nothing else, shows to be possible; the share of that is the figure to watch.
// The two take turns and medians are taken, so that a busy machine disturbs both alike.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "adapters/store_postgres/commit_statement.hpp"
#include "adapters/store_postgres/postgres_store.hpp"
#include "bench/rotation.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using test::PostgresServer;

using rotation::kClients;
using rotation::kExpiry;

constexpr int kTurns = 5;
constexpr auto kTurn = 4s;
constexpr double kLeastShare = 0.7;

/// A store whose clients all have a first token.
std::unique_ptr<Store> make_store(const std::string& dsn) {
  const auto pool = postgres::Pool::open(test::settings_for(dsn, kClients)).value();
  if (!migrate_postgres_store(*pool)) std::abort();
  auto store = open_postgres_store(pool).value();
  rotation::give_first_tokens(*store);
  return store;
}

double measure_store(PostgresServer& server) {
  const auto store = make_store(server.new_schema_dsn());
  return rotation::measure(*store, kClients, kTurn);
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

/// The store's statement with the arguments of rotation(), where `:n` is the number.
std::string pgbench_script() {
  // As record_key() makes it of rotation::token().
  const auto hash = [](const std::string& number) {
    const std::string time = "substring(int8send((" + number + ")::int8) from 3)";
    const std::string rest = "lpad(:client_id::text || '-' || (" + number + ")::text, 40, '0')";
    const std::string value = "translate(encode(" + time + ", 'base64'), '+/', '-_') || " + rest;
    return time + " || substring(sha256(convert_to(" + value + ", 'UTF8')) for 26)";
  };
  const std::string token = std::to_string(std::to_underlying(RecordKind::refresh_token));
  const std::string successor = std::to_string(std::to_underlying(RecordKind::refresh_successor));
  const std::string family = "('family-' || :client_id::text)";
  const std::string expiry = std::to_string(kExpiry.time_since_epoch().count());
  const std::array<std::string, 12> arguments = {"ARRAY[" + token + "]",
                                                 "ARRAY[" + hash(":n::int") + "]",
                                                 "ARRAY[TRUE]",
                                                 "ARRAY[FALSE]",
                                                 "ARRAY[" + token + ", " + successor + "]",
                                                 "ARRAY[" + hash(":n::int + 1") + ", " + hash(":n::int") + "]",
                                                 "ARRAY[" + family + ", " + family + "]",
                                                 "ARRAY[" + expiry + ", " + expiry + "]",
                                                 "ARRAY['" + rotation::body() + "', '" + rotation::body() + "']",
                                                 "ARRAY[FALSE, FALSE]",
                                                 "'{}'",
                                                 expiry};
  std::string sql = commit_statement("attesto_").sql;
  for (std::size_t i = arguments.size(); i-- > 0;) {
    const std::string place = std::string("$").append(std::to_string(i + 1)).append("::");
    replace_all(sql, place, arguments[i] + "::");
  }
  return sql + ";\n\\set n :n + 1\n";
}

/// What sessions of the store have, too.
constexpr const char* kOptions =
    " -c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off"
    " -c enable_hashjoin=off -c enable_mergejoin=off";

double measure_pgbench(PostgresServer& server) {
  std::string dsn = server.new_schema_dsn();
  make_store(dsn);
  dsn.insert(dsn.rfind('\''), kOptions);
  const test::TempDir folder;
  const std::string script = folder.file("rotation.sql");
  std::ofstream(script) << pgbench_script();
  const std::string command = std::string(ATTESTO_POSTGRES_BINARIES) + "/pgbench -n -M prepared -c " +
                              std::to_string(kClients) + " -j 2 -T " + std::to_string(kTurn.count()) + " -D n=0 -f " +
                              script + " \"" + dsn + "\" 2>&1";
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::string output;
  for (std::array<char, 512> line{}; std::fgets(line.data(), line.size(), pipe);) output += line.data();
  const std::size_t rate = output.find("tps = ");
  if (::pclose(pipe) != 0 || rate == std::string::npos) {
    std::cerr << output;
    std::abort();
  }
  const std::size_t processed = output.find("actually processed: ");
  const long won = std::stol(PostgresServer::query(dsn, "SELECT count(*) FROM attesto_records WHERE consumed"));
  if (std::stol(output.substr(processed + 20)) != won) {
    std::cerr << "pgbench did something else: " << won << " rotations\n" << output;
    std::abort();
  }
  return std::stod(output.substr(rate + 6));
}

int run() {
  PostgresServer server;
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> shares;
  for (int turn = 0; turn < kTurns; ++turn) {
    ours.push_back(measure_store(server));
    theirs.push_back(measure_pgbench(server));
    shares.push_back(ours.back() / theirs.back());
    std::fprintf(stderr, "turn %d: store %.0f/s, pgbench %.0f/s\n", turn + 1, ours.back(), theirs.back());
  }
  const double share = rotation::median(shares);
  const bool holds = share >= kLeastShare;
  std::printf(
      "%s  PostgreSQL, %d clients: %.0f rotations/s, pgbench with the same statement %.0f/s, share %.2f (%.2f)\n",
      holds ? "holds" : "FAILS", kClients, rotation::median(ours), rotation::median(theirs), share, kLeastShare);
  return holds ? 0 : 1;
}

}  // namespace
}  // namespace attesto

int main() { return attesto::run(); }
