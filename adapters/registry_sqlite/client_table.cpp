#include "adapters/registry_sqlite/client_table.hpp"

#include <utility>

#include "adapters/registry/metadata_column.hpp"
#include "adapters/registry/text_list.hpp"
#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<Client> read_client(Rows& row) {
  const auto auth_method = parse_client_auth_method(row.text(1));
  auto redirect_uris = parse_text_list(row.text(3));
  auto grant_types = parse_text_list(row.text(4));
  auto scope = Scope::parse(row.text(5));
  const auto application_type = parse_application_type(row.text(9));
  if (!auth_method || !redirect_uris || !grant_types || !scope || !application_type) return columns::damaged("client");
  Client client{.client_id = ClientId(row.text(0)),
                .token_endpoint_auth_method = *auth_method,
                .redirect_uris = std::move(*redirect_uris),
                .application_type = *application_type,
                .grant_types = std::move(*grant_types),
                .scope = std::move(*scope),
                .client_name = row.text(6),
                .disabled = row.integer(8) != 0};
  if (!row.is_null(2)) {
    client.client_secret_sha256 = columns::digest(row.blob(2));
    if (!client.client_secret_sha256) return columns::damaged("client secret");
  }
  if (!row.is_null(7)) {
    client.id_token_signed_response_alg = parse_algorithm(row.text(7));
    if (!client.id_token_signed_response_alg) return columns::damaged("client algorithm");
  }
  if (!read_metadata_column(row.text(10), client)) return columns::damaged("client metadata");
  return client;
}

constexpr std::string_view kFind =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata FROM attesto_clients WHERE client_id=?1";
constexpr std::string_view kList =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata FROM attesto_clients ORDER BY client_id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_clients (client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope,"
    " client_name, id_token_alg, disabled, application_type, metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
    "?10, ?11)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kDisable = "UPDATE attesto_clients SET disabled=1 WHERE client_id=?1";

}  // namespace

ClientTable::ClientTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)), list_(prepare(kList)), add_(prepare(kAdd)), disable_(prepare(kDisable)) {}

SqlResult<std::optional<Client>> ClientTable::find(const ClientId& client_id) {
  return columns::find_one(find_.query(client_id.view()), read_client);
}

SqlResult<std::vector<Client>> ClientTable::list() { return columns::collect(list_.query(), read_client); }

SqlResult<AddOutcome> ClientTable::add(const Client& client) {
  std::optional<ByteView> secret;
  if (client.client_secret_sha256) secret = *client.client_secret_sha256;
  std::optional<std::string_view> algorithm;
  if (client.id_token_signed_response_alg) algorithm = to_string(*client.id_token_signed_response_alg);
  const std::string redirect_uris = write_text_list(client.redirect_uris);
  const std::string grant_types = write_text_list(client.grant_types);
  const std::string scope = client.scope.str();
  const std::string metadata = write_metadata_column(client);
  const auto added = add_.run(client.client_id.view(), to_string(client.token_endpoint_auth_method), secret,
                              std::string_view(redirect_uris), std::string_view(grant_types), std::string_view(scope),
                              std::string_view(client.client_name), algorithm, std::int64_t{client.disabled},
                              to_string(client.application_type), std::string_view(metadata));
  return columns::add_outcome(added);
}

SqlResult<bool> ClientTable::disable(const ClientId& client_id) {
  return columns::changed(disable_.run(client_id.view()));
}

}  // namespace attesto::inline v0
