#include "adapters/registry_sqlite/consent_table.hpp"

#include <utility>

#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<Scope> read_scope(Rows& row) {
  auto scope = Scope::parse(row.text(0));
  if (!scope) return columns::damaged("consent");
  return std::move(*scope);
}

constexpr std::string_view kFind = "SELECT scope FROM attesto_consents WHERE subject=?1 AND client_id=?2";
constexpr std::string_view kReplace =
    "INSERT OR REPLACE INTO attesto_consents (subject, client_id, scope) VALUES (?1, ?2, ?3)";
constexpr std::string_view kRemoveOfClient = "DELETE FROM attesto_consents WHERE client_id=?1";

}  // namespace

ConsentTable::ConsentTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)), replace_(prepare(kReplace)), remove_of_client_(prepare(kRemoveOfClient)) {}

SqlResult<std::optional<Scope>> ConsentTable::find(const Subject& subject, const ClientId& client_id) {
  return columns::find_one(find_.query(subject.view(), client_id.view()), read_scope);
}

SqlResult<void> ConsentTable::extend(const Consent& consent) {
  const auto known = find(consent.subject, consent.client_id);
  if (!known) return std::unexpected(known.error());
  std::string scope = *known ? (*known)->str() : std::string();
  for (const std::string& token : consent.scope.tokens()) {
    if (*known && (*known)->contains(token)) continue;
    if (!scope.empty()) scope += ' ';
    scope += token;
  }
  return columns::done(replace_.run(consent.subject.view(), consent.client_id.view(), std::string_view(scope)));
}

SqlResult<void> ConsentTable::remove_of_client(const ClientId& client_id) {
  return columns::done(remove_of_client_.run(client_id.view()));
}

}  // namespace attesto::inline v0
