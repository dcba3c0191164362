#include "adapters/registry_postgres/consent_table.hpp"

#include <utility>

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

/// One of all that race gets through each time, so this is how many may race.
constexpr int kMostTries = 64;

SqlResult<Scope> read_scope(const Rows& rows, std::size_t row) {
  auto scope = Scope::parse(rows.text(row, 0));
  if (!scope) return damaged("consent");
  return std::move(*scope);
}

constexpr std::string_view kFind = "SELECT scope FROM attesto_consents WHERE subject = $1 AND client_id = $2";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_consents (subject, client_id, scope) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
constexpr std::string_view kReplace =
    "UPDATE attesto_consents SET scope = $3 WHERE subject = $1 AND client_id = $2 AND scope = $4";

}  // namespace

ConsentTable::ConsentTable(Statements& statements)
    : find_(statements("find_consent", kFind)),
      add_(statements("add_consent", kAdd)),
      replace_(statements("replace_consent", kReplace)) {}

SqlResult<std::optional<Scope>> ConsentTable::find(Connection& connection, const Subject& subject,
                                                   const ClientId& client_id) const {
  return find_one(connection.run(find_, subject.view(), client_id.view()), read_scope);
}

SqlResult<void> ConsentTable::extend(Connection& connection, const Consent& consent) const {
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    const auto known = find(connection, consent.subject, consent.client_id);
    if (!known) return std::unexpected(known.error());
    const std::string before = *known ? (*known)->str() : std::string();
    std::string after = before;
    for (const std::string& token : consent.scope.tokens()) {
      if (*known && (*known)->contains(token)) continue;
      if (!after.empty()) after += ' ';
      after += token;
    }
    const auto written =
        changed(*known ? connection.run(replace_, consent.subject.view(), consent.client_id.view(), after, before)
                       : connection.run(add_, consent.subject.view(), consent.client_id.view(), after));
    if (!written) return std::unexpected(written.error());
    if (*written) return {};
  }
  return std::unexpected(SqlError{.fault = Fault::conflict, .message = "a consent is changed all the time"});
}

}  // namespace attesto::inline v0::postgres
