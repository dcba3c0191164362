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

SqlResult<RegisteredClient> read_registered(Rows& row) {
  auto client = read_client(row);
  if (!client) return std::unexpected(std::move(client).error());
  const auto token = columns::digest(row.blob(11));
  if (!token) return columns::damaged("registration access token");
  return RegisteredClient{*std::move(client), row.instant(12), *token};
}

constexpr std::string_view kFind =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata FROM attesto_clients WHERE client_id=?1";
constexpr std::string_view kList =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata FROM attesto_clients ORDER BY client_id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_clients (client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope,"
    " client_name, id_token_alg, disabled, application_type, metadata, registration_sha256, issued_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING";
constexpr std::string_view kFindRegistered =
    "SELECT client_id, auth_method, secret_sha256, redirect_uris, grant_types, scope, client_name, id_token_alg,"
    " disabled, application_type, metadata, registration_sha256, issued_at FROM attesto_clients"
    " WHERE client_id=?1 AND registration_sha256 IS NOT NULL";
constexpr std::string_view kReplaceRegistered =
    "UPDATE attesto_clients SET auth_method=?2, secret_sha256=?3, redirect_uris=?4, grant_types=?5, scope=?6,"
    " client_name=?7, id_token_alg=?8, application_type=?9, metadata=?10, registration_sha256=?11"
    " WHERE client_id=?1 AND registration_sha256=?12 AND disabled=0";
constexpr std::string_view kRemoveRegistered =
    "DELETE FROM attesto_clients WHERE client_id=?1 AND registration_sha256=?2 AND disabled=0";
constexpr std::string_view kDisable = "UPDATE attesto_clients SET disabled=1 WHERE client_id=?1";

/// The columns of a client that are made of several values.
struct Encoded {
  explicit Encoded(const Client& client)
      : redirect_uris(write_text_list(client.redirect_uris)),
        grant_types(write_text_list(client.grant_types)),
        scope(client.scope.str()),
        metadata(write_metadata_column(client)) {
    if (client.client_secret_sha256) secret = *client.client_secret_sha256;
    if (client.id_token_signed_response_alg) algorithm = to_string(*client.id_token_signed_response_alg);
  }
  std::optional<ByteView> secret{};
  std::optional<std::string_view> algorithm{};
  std::string redirect_uris, grant_types, scope, metadata;
};

SqlResult<AddOutcome> insert(sqlite::Statement& add, const Client& client, std::optional<ByteView> token,
                             std::optional<Instant> issued_at) {
  const Encoded encoded(client);
  return columns::add_outcome(add.run(
      client.client_id.view(), to_string(client.token_endpoint_auth_method), encoded.secret,
      std::string_view(encoded.redirect_uris), std::string_view(encoded.grant_types), std::string_view(encoded.scope),
      std::string_view(client.client_name), encoded.algorithm, std::int64_t{client.disabled},
      to_string(client.application_type), std::string_view(encoded.metadata), token, issued_at));
}

}  // namespace

ClientTable::ClientTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)),
      list_(prepare(kList)),
      add_(prepare(kAdd)),
      disable_(prepare(kDisable)),
      find_registered_(prepare(kFindRegistered)),
      replace_registered_(prepare(kReplaceRegistered)),
      remove_registered_(prepare(kRemoveRegistered)) {}

SqlResult<std::optional<Client>> ClientTable::find(const ClientId& client_id) {
  return columns::find_one(find_.query(client_id.view()), read_client);
}

SqlResult<std::vector<Client>> ClientTable::list() { return columns::collect(list_.query(), read_client); }

SqlResult<AddOutcome> ClientTable::add(const Client& client) { return insert(add_, client, {}, {}); }

SqlResult<bool> ClientTable::disable(const ClientId& client_id) {
  return columns::changed(disable_.run(client_id.view()));
}

SqlResult<std::optional<RegisteredClient>> ClientTable::find_registered(const ClientId& client_id) {
  return columns::find_one(find_registered_.query(client_id.view()), read_registered);
}

SqlResult<AddOutcome> ClientTable::add_registered(const RegisteredClient& registered) {
  return insert(add_, registered.client, ByteView(registered.access_token_sha256), registered.issued_at);
}

SqlResult<bool> ClientTable::replace_registered(const RegisteredClient& registered, const Sha256Digest& current) {
  const Client& client = registered.client;
  const Encoded encoded(client);
  return columns::changed(replace_registered_.run(
      client.client_id.view(), to_string(client.token_endpoint_auth_method), encoded.secret,
      std::string_view(encoded.redirect_uris), std::string_view(encoded.grant_types), std::string_view(encoded.scope),
      std::string_view(client.client_name), encoded.algorithm, to_string(client.application_type),
      std::string_view(encoded.metadata), ByteView(registered.access_token_sha256), ByteView(current)));
}

SqlResult<bool> ClientTable::remove_registered(const ClientId& client_id, const Sha256Digest& current) {
  return columns::changed(remove_registered_.run(client_id.view(), ByteView(current)));
}

}  // namespace attesto::inline v0
