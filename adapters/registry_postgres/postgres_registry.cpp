#include "adapters/registry_postgres/postgres_registry.hpp"

#include <array>
#include <utility>

#include "adapters/postgres/schema.hpp"
#include "adapters/registry/client_cache.hpp"
#include "adapters/registry_postgres/client_table.hpp"
#include "adapters/registry_postgres/consent_table.hpp"
#include "adapters/registry_postgres/initial_token_table.hpp"
#include "adapters/registry_postgres/key_table.hpp"
#include "adapters/registry_postgres/session_table.hpp"
#include "adapters/registry_postgres/user_table.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

using postgres::Connection;

constexpr std::array kSteps = {
    postgres::ClientTable::kCreate,
    postgres::UserTable::kCreate,
    postgres::ConsentTable::kCreate,
    postgres::SessionTable::kCreate,
    postgres::KeyTable::kCreate,
    postgres::KeyTable::kAddTimeline,
    postgres::ClientTable::kAddMetadata,
    postgres::ClientTable::kAddRegistration,
    postgres::ConsentTable::kAddClientIndex,
    postgres::InitialTokenTable::kCreate,
};
constexpr std::array kTables = {"attesto_clients",  "attesto_users",        "attesto_consents",
                                "attesto_sessions", "attesto_signing_keys", "attesto_initial_tokens"};
constexpr postgres::Schema kSchema{.component = "registry", .steps = kSteps, .tables = kTables};

/// PostgreSQL refuses any other text, which strangers may well send: no row has it.
bool is_storable(std::string_view text) { return is_utf8(text) && text.find('\0') == std::string_view::npos; }

class PostgresRegistry final : public Registry {
 public:
  explicit PostgresRegistry(std::shared_ptr<postgres::Pool> pool)
      : pool_(std::move(pool)), statements_(pool_->settings().table_prefix) {}

  [[nodiscard]] std::expected<void, std::string> check() const {
    std::vector<const postgres::Statement*> all;
    for (const postgres::Statement& statement : statements_.all()) all.push_back(&statement);
    return postgres::check_schema(*pool_, kSchema, all);
  }

  Answer<std::shared_ptr<const Client>> find_client(const ClientId& client_id) const override {
    if (!is_storable(client_id.view())) return nullptr;
    // The age counts from before the read: what the read saw may have been true only until then.
    const auto now = std::chrono::steady_clock::now();
    if (auto cached = cache_.find(client_id, now)) return cached;
    const ClientCache::Generation generation = cache_.generation();
    auto found = read([&](Connection& c) { return clients_.find(c, client_id); });
    if (!found) return std::unexpected(found.error());
    if (!*found) return nullptr;
    auto client = std::make_shared<const Client>(std::move(**found));
    cache_.remember(client, generation, now);
    return client;
  }

  Answer<std::vector<Client>> list_clients() const override {
    return read([&](Connection& c) { return clients_.list(c); });
  }

  Answer<AddOutcome> add_client(const Client& client) override {
    return write([&](Connection& c) { return clients_.add(c, client); });
  }

  Answer<bool> disable_client(const ClientId& client_id) override {
    if (!is_storable(client_id.view())) return false;
    auto disabled = write([&](Connection& c) { return clients_.disable(c, client_id); });
    cache_.forget(client_id);
    return disabled;
  }

  Answer<std::optional<RegisteredClient>> find_registration(const ClientId& client_id) const override {
    if (!is_storable(client_id.view())) return std::nullopt;
    return read([&](Connection& c) { return clients_.find_registered(c, client_id); });
  }

  Answer<AddClientOutcome> add_registration(const RegisteredClient& registered, std::string_view token_id) override {
    return write([&](Connection& c) { return clients_.add_registered(c, registered, token_id); });
  }

  Answer<bool> replace_registration(const RegisteredClient& registered, const Sha256Digest& current) override {
    auto replaced = write([&](Connection& c) { return clients_.replace_registered(c, registered, current); });
    cache_.forget(registered.client.client_id);
    return replaced;
  }

  Answer<bool> remove_registration(const ClientId& client_id, const Sha256Digest& current) override {
    auto removed = write([&](Connection& c) { return clients_.remove_registered(c, client_id, current); });
    cache_.forget(client_id);
    return removed;
  }

  Answer<std::optional<InitialToken>> find_initial_token(const Sha256Digest& token) const override {
    return read([&](Connection& c) { return initial_tokens_.find(c, token); });
  }

  Answer<std::vector<InitialToken>> list_initial_tokens() const override {
    return read([&](Connection& c) { return initial_tokens_.list(c); });
  }

  Answer<AddOutcome> add_initial_token(const InitialToken& token) override {
    return write([&](Connection& c) { return initial_tokens_.add(c, token); });
  }

  Answer<bool> remove_initial_token(std::string_view id) override {
    if (!is_storable(id)) return false;
    return write([&](Connection& c) { return initial_tokens_.remove(c, id); });
  }

  Answer<std::optional<User>> find_user(const Subject& subject) const override {
    if (!is_storable(subject.view())) return std::nullopt;
    return read([&](Connection& c) { return users_.find(c, subject); });
  }

  Answer<std::optional<User>> find_user_by_name(std::string_view username) const override {
    if (!is_storable(username)) return std::nullopt;
    return read([&](Connection& c) { return users_.find_by_name(c, username); });
  }

  Answer<std::vector<User>> list_users() const override {
    return read([&](Connection& c) { return users_.list(c); });
  }

  Answer<AddOutcome> add_user(const User& user) override {
    return write([&](Connection& c) { return users_.add(c, user); });
  }

  Answer<bool> set_password(std::string_view username, std::string_view password_hash) override {
    if (!is_storable(username)) return false;
    return write([&](Connection& c) { return users_.set_password(c, username, password_hash); });
  }

  Answer<bool> disable_user(std::string_view username) override {
    if (!is_storable(username)) return false;
    return write([&](Connection& c) { return users_.disable(c, username); });
  }

  Answer<std::optional<Scope>> find_consent(const Subject& subject, const ClientId& client_id) const override {
    if (!is_storable(subject.view()) || !is_storable(client_id.view())) return std::nullopt;
    return read([&](Connection& c) { return consents_.find(c, subject, client_id); });
  }

  Answer<void> remember_consent(const Consent& consent) override {
    return write([&](Connection& c) { return consents_.extend(c, consent); });
  }

  Answer<std::optional<Session>> find_session(const Sha256Digest& key) const override {
    return read([&](Connection& c) { return sessions_.find(c, key); });
  }

  Answer<void> add_session(const Session& session) override {
    return write([&](Connection& c) { return sessions_.add(c, session); });
  }

  Answer<void> remove_session(const Sha256Digest& key) override {
    return write([&](Connection& c) { return sessions_.remove(c, key); });
  }

  Answer<std::size_t> remove_expired_sessions(Instant now, std::size_t limit) override {
    return write([&](Connection& c) { return sessions_.remove_expired(c, now, limit); });
  }

  Answer<std::vector<SigningKey>> list_keys() const override {
    return read([&](Connection& c) { return keys_.list(c); });
  }

  Answer<AddOutcome> add_key(const SigningKey& key) override {
    return write([&](Connection& c) { return keys_.add(c, key); });
  }

  Answer<RetireOutcome> retire_key(std::string_view kid, Instant now) override {
    if (!is_storable(kid)) return RetireOutcome::absent;
    return write([&](Connection& c) { return keys_.retire(c, kid, now); });
  }

  Answer<RetireOutcome> withdraw_key(std::string_view kid, Instant now) override {
    if (!is_storable(kid)) return RetireOutcome::absent;
    return write([&](Connection& c) { return keys_.withdraw(c, kid, now); });
  }

  Answer<std::vector<std::string>> remove_stopped_keys(Instant before) override {
    return write([&](Connection& c) { return keys_.remove_stopped(c, before); });
  }

 private:
  template <class Operation>
  auto read(Operation operation) const
      -> Answer<typename decltype(operation(std::declval<Connection&>()))::value_type> {
    return answer(pool_->read(operation));
  }
  template <class Operation>
  auto write(Operation operation) -> Answer<typename decltype(operation(std::declval<Connection&>()))::value_type> {
    return answer(pool_->run(operation));
  }
  template <class T>
  static Answer<T> answer(postgres::SqlResult<T> result) {
    if (!result) return std::unexpected(Unavailable{});
    if constexpr (std::is_void_v<T>) return {};
    else return std::move(*result);
  }

  const std::shared_ptr<postgres::Pool> pool_;
  postgres::Statements statements_;  // before the tables, which fill it
  const postgres::ClientTable clients_{statements_};
  const postgres::UserTable users_{statements_};
  const postgres::ConsentTable consents_{statements_};
  const postgres::SessionTable sessions_{statements_};
  const postgres::KeyTable keys_{statements_};
  const postgres::InitialTokenTable initial_tokens_{statements_};
  mutable ClientCache cache_;
};

}  // namespace

std::expected<std::unique_ptr<Registry>, std::string> open_postgres_registry(std::shared_ptr<postgres::Pool> pool) {
  auto registry = std::make_unique<PostgresRegistry>(std::move(pool));
  if (auto checked = registry->check(); !checked) return std::unexpected(std::move(checked).error());
  return registry;
}

std::expected<int, std::string> migrate_postgres_registry(postgres::Pool& pool) {
  return postgres::migrate(pool, kSchema);
}

}  // namespace attesto::inline v0
