#include "adapters/registry_postgres/client_table.hpp"

#include <utility>

#include "adapters/registry/metadata_column.hpp"
#include "adapters/registry/text_list.hpp"
#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<Client> read_client(const Rows& rows, std::size_t row) {
  const auto auth_method = parse_client_auth_method(rows.text(row, 1));
  auto redirect_uris = parse_text_list(rows.text(row, 3));
  auto grant_types = parse_text_list(rows.text(row, 4));
  auto scope = Scope::parse(rows.text(row, 5));
  const auto application_type = parse_application_type(rows.text(row, 9));
  if (!auth_method || !redirect_uris || !grant_types || !scope || !application_type) return damaged("client");
  Client client{.client_id = ClientId(rows.text(row, 0)),
                .token_endpoint_auth_method = *auth_method,
                .redirect_uris = std::move(*redirect_uris),
                .application_type = *application_type,
                .grant_types = std::move(*grant_types),
                .scope = std::move(*scope),
                .client_name = std::string(rows.text(row, 6)),
                .disabled = rows.flag(row, 8)};
  if (!rows.is_null(row, 2)) {
    client.client_secret_sha256 = read_digest(rows.blob(row, 2));
    if (!client.client_secret_sha256) return damaged("client secret");
  }
  if (!rows.is_null(row, 7)) {
    client.id_token_signed_response_alg = parse_algorithm(rows.text(row, 7));
    if (!client.id_token_signed_response_alg) return damaged("client algorithm");
  }
  if (!read_metadata_column(rows.text(row, 10), client)) return damaged("client metadata");
  return client;
}

constexpr std::string_view kFind =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata FROM attesto_clients WHERE client_id = $1";
constexpr std::string_view kList =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    R"( disabled, application_type, metadata FROM attesto_clients ORDER BY client_id COLLATE "C")";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_clients (client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope,"
    " client_name, id_token_alg, disabled, application_type, metadata) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$10, $11)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kDisable = "UPDATE attesto_clients SET disabled = TRUE WHERE client_id = $1";

}  // namespace

ClientTable::ClientTable(Statements& statements)
    : find_(statements("find_client", kFind)),
      list_(statements("list_clients", kList)),
      add_(statements("add_client", kAdd)),
      disable_(statements("disable_client", kDisable)) {}

SqlResult<std::optional<Client>> ClientTable::find(Connection& connection, const ClientId& client_id) const {
  return find_one(connection.run(find_, client_id.view()), read_client);
}

SqlResult<std::vector<Client>> ClientTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_client);
}

SqlResult<AddOutcome> ClientTable::add(Connection& connection, const Client& client) const {
  std::optional<ByteView> secret;
  if (client.client_secret_sha256) secret = *client.client_secret_sha256;
  std::optional<std::string_view> algorithm;
  if (client.id_token_signed_response_alg) algorithm = to_string(*client.id_token_signed_response_alg);
  return add_outcome(connection.run(add_, client.client_id.view(), to_string(client.token_endpoint_auth_method), secret,
                                    write_text_list(client.redirect_uris), write_text_list(client.grant_types),
                                    client.scope.str(), client.client_name, algorithm, client.disabled,
                                    to_string(client.application_type), write_metadata_column(client)));
}

SqlResult<bool> ClientTable::disable(Connection& connection, const ClientId& client_id) const {
  return changed(connection.run(disable_, client_id.view()));
}

}  // namespace attesto::inline v0::postgres
