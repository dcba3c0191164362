// Row 5: kill -9 of PostgreSQL and all its processes, under attestod under load.
#include "torture/kill_rounds.hpp"

namespace attesto::torture {
namespace {

using test::PostgresServer;

/// Behind our back commits return before they are on disk, as with synchronous_commit = off, which
/// our sessions don't allow.
constexpr const char* kCommitEarly =
    "CREATE FUNCTION commit_early() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NULL; END$$;"
    "CREATE TRIGGER commit_early AFTER INSERT OR UPDATE ON attesto_records"
    " FOR EACH STATEMENT EXECUTE FUNCTION commit_early()";

Kills kill_databases(int kills, const char* sql, const Conditions& conditions) {
  PostgresServer server;
  const std::string dsn = server.new_schema_dsn();
  Cluster cluster(postgres_lines(dsn));
  if (sql) PostgresServer::execute(dsn, sql);
  return kill_again_and_again(cluster, kills, [&] { server.kill(); }, [&] { server.start(); }, conditions);
}

}  // namespace

std::vector<Property> database_kills() {
  constexpr int kControlKills = 10;
  return {{"kill -9 of PostgreSQL: nothing acknowledged is lost, nothing consumed revived",
           [](const Conditions& conditions) {
             const Kills seen = kill_databases(conditions.size.database_kills, nullptr, conditions);
             return verdict(seen.finding, seen.figures());
           }},
          {"kill -9 of PostgreSQL, control: commits that return before they are on disk are caught",
           [](const Conditions& conditions) {
             const Kills seen = kill_databases(kControlKills, kCommitEarly, conditions);
             return caught(seen.loss(), seen.figures());
           }}};
}

}  // namespace attesto::torture
