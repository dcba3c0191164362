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

SqlResult<RegisteredClient> read_registered(const Rows& rows, std::size_t row) {
  auto client = read_client(rows, row);
  if (!client) return std::unexpected(std::move(client).error());
  const auto token = read_digest(rows.blob(row, 11));
  if (!token) return damaged("registration access token");
  return RegisteredClient{*std::move(client), rows.instant(row, 12), *token};
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
constexpr std::string_view kFindRegistered =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata, registration_sha256, issued_at FROM attesto_clients"
    " WHERE client_id = $1 AND registration_sha256 IS NOT NULL";
// One statement, so both or neither. An identifier that is taken would cost a use: it has 128 random bits.
constexpr std::string_view kAddRegistered =
    "WITH taken AS (UPDATE attesto_initial_tokens SET uses_left = uses_left - 1"
    " WHERE id = $12::text AND expires_at > $14::bigint AND (uses_left IS NULL OR uses_left > 0) RETURNING 1),"
    " permit AS (SELECT $12::text = '' OR EXISTS (SELECT 1 FROM taken) AS given),"
    " added AS (INSERT INTO attesto_clients (client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope,"
    " client_name, id_token_alg, disabled, application_type, metadata, registration_sha256, issued_at)"
    " SELECT $1::text, $2::text, $3::bytea, $4::text, $5::text, $6::text, $7::text, $8::text, $9::boolean,"
    " $10::text, $11::text, $13::bytea, $14::bigint FROM permit WHERE given ON CONFLICT DO NOTHING RETURNING 1)"
    " SELECT (SELECT given FROM permit), EXISTS (SELECT 1 FROM added)";
constexpr std::string_view kReplaceRegistered =
    "UPDATE attesto_clients SET auth_method = $2, secret_sha256 = $3, redirect_uris = $4, grant_types = $5, scope = $6,"
    " client_name = $7, id_token_alg = $8, application_type = $9, metadata = $10, registration_sha256 = $11"
    " WHERE client_id = $1 AND registration_sha256 = $12 AND NOT disabled";
constexpr std::string_view kRemoveRegistered =
    "WITH gone AS (DELETE FROM attesto_clients WHERE client_id = $1 AND registration_sha256 = $2 AND NOT disabled"
    " RETURNING client_id),"
    " consents AS (DELETE FROM attesto_consents WHERE client_id IN (SELECT client_id FROM gone))"
    " SELECT EXISTS (SELECT 1 FROM gone)";
constexpr std::string_view kDisable = "UPDATE attesto_clients SET disabled = TRUE WHERE client_id = $1";

/// The columns of a client that may be NULL.
struct Nullable {
  explicit Nullable(const Client& client) {
    if (client.client_secret_sha256) secret = *client.client_secret_sha256;
    if (client.id_token_signed_response_alg) algorithm = to_string(*client.id_token_signed_response_alg);
  }
  std::optional<ByteView> secret{};
  std::optional<std::string_view> algorithm{};
};

}  // namespace

ClientTable::ClientTable(Statements& statements)
    : find_(statements("find_client", kFind)),
      list_(statements("list_clients", kList)),
      add_(statements("add_client", kAdd)),
      disable_(statements("disable_client", kDisable)),
      find_registered_(statements("find_registered_client", kFindRegistered)),
      add_registered_(statements("add_registered_client", kAddRegistered)),
      replace_registered_(statements("replace_registered_client", kReplaceRegistered)),
      remove_registered_(statements("remove_registered_client", kRemoveRegistered)) {}

SqlResult<std::optional<Client>> ClientTable::find(Connection& connection, const ClientId& client_id) const {
  return find_one(connection.run(find_, client_id.view()), read_client);
}

SqlResult<std::vector<Client>> ClientTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_client);
}

SqlResult<AddOutcome> ClientTable::add(Connection& connection, const Client& client) const {
  const Nullable nullable(client);
  return add_outcome(connection.run(add_, client.client_id.view(), to_string(client.token_endpoint_auth_method),
                                    nullable.secret, write_text_list(client.redirect_uris),
                                    write_text_list(client.grant_types), client.scope.str(), client.client_name,
                                    nullable.algorithm, client.disabled, to_string(client.application_type),
                                    write_metadata_column(client)));
}

SqlResult<bool> ClientTable::disable(Connection& connection, const ClientId& client_id) const {
  return changed(connection.run(disable_, client_id.view()));
}

SqlResult<std::optional<RegisteredClient>> ClientTable::find_registered(Connection& connection,
                                                                        const ClientId& client_id) const {
  return find_one(connection.run(find_registered_, client_id.view()), read_registered);
}

SqlResult<AddClientOutcome> ClientTable::add_registered(Connection& connection, const RegisteredClient& registered,
                                                        std::string_view token_id) const {
  const Client& client = registered.client;
  const Nullable nullable(client);
  const auto rows = connection.run(
      add_registered_, client.client_id.view(), to_string(client.token_endpoint_auth_method), nullable.secret,
      write_text_list(client.redirect_uris), write_text_list(client.grant_types), client.scope.str(),
      client.client_name, nullable.algorithm, client.disabled, to_string(client.application_type),
      write_metadata_column(client), token_id, ByteView(registered.access_token_sha256), registered.issued_at);
  if (!rows) return std::unexpected(rows.error());
  if (!rows->flag(0, 0)) return AddClientOutcome::permit_spent;
  return rows->flag(0, 1) ? AddClientOutcome::added : AddClientOutcome::exists;
}

SqlResult<bool> ClientTable::replace_registered(Connection& connection, const RegisteredClient& registered,
                                                const Sha256Digest& current) const {
  const Client& client = registered.client;
  const Nullable nullable(client);
  return changed(
      connection.run(replace_registered_, client.client_id.view(), to_string(client.token_endpoint_auth_method),
                     nullable.secret, write_text_list(client.redirect_uris), write_text_list(client.grant_types),
                     client.scope.str(), client.client_name, nullable.algorithm, to_string(client.application_type),
                     write_metadata_column(client), ByteView(registered.access_token_sha256), ByteView(current)));
}

SqlResult<bool> ClientTable::remove_registered(Connection& connection, const ClientId& client_id,
                                               const Sha256Digest& current) const {
  const auto rows = connection.run(remove_registered_, client_id.view(), ByteView(current));
  if (!rows) return std::unexpected(rows.error());
  return rows->flag(0, 0);
}

}  // namespace attesto::inline v0::postgres
