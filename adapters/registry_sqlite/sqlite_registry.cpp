#include "adapters/registry_sqlite/sqlite_registry.hpp"

#include <utility>

#include "adapters/registry/client_cache.hpp"
#include "adapters/registry_sqlite/connection.hpp"
#include "adapters/sqlite/pool.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::SqlResult;

/// Runs `change`, which answers with a SqlResult, and commits unless it failed.
template <class Change>
auto in_transaction(RegistryConnection& connection, Change change) -> decltype(change()) {
  auto transaction = sqlite::Transaction::begin(connection.database);
  if (!transaction) return std::unexpected(transaction.error());
  auto result = change();
  if (!result) return result;
  if (auto committed = transaction->commit(); !committed) return std::unexpected(committed.error());
  return result;
}

class SqliteRegistry final : public Registry {
 public:
  SqliteRegistry(std::string path, std::unique_ptr<RegistryConnection> first) : pool_(std::move(path)) {
    pool_.give_back(std::move(first));
  }

  Answer<std::shared_ptr<const Client>> find_client(const ClientId& client_id) const override {
    // The age counts from before the read: what the read saw may have been true only until then.
    const auto now = std::chrono::steady_clock::now();
    if (auto cached = cache_.find(client_id, now)) return cached;
    const ClientCache::Generation generation = cache_.generation();
    auto found = pool_.run([&](RegistryConnection& c) { return c.clients.find(client_id); });
    if (!found) return std::unexpected(found.error());
    if (!*found) return nullptr;
    auto client = std::make_shared<const Client>(std::move(**found));
    cache_.remember(client, generation, now);
    return client;
  }

  Answer<std::vector<Client>> list_clients() const override {
    return pool_.run([](RegistryConnection& c) { return c.clients.list(); });
  }

  Answer<AddOutcome> add_client(const Client& client) override {
    return pool_.run([&](RegistryConnection& c) { return c.clients.add(client); });
  }

  Answer<bool> disable_client(const ClientId& client_id) override {
    auto disabled = pool_.run([&](RegistryConnection& c) { return c.clients.disable(client_id); });
    cache_.forget(client_id);
    return disabled;
  }

  Answer<std::optional<RegisteredClient>> find_registration(const ClientId& client_id) const override {
    return pool_.run([&](RegistryConnection& c) { return c.clients.find_registered(client_id); });
  }

  Answer<AddClientOutcome> add_registration(const RegisteredClient& registered, std::string_view token_id) override {
    return pool_.run([&](RegistryConnection& c) {
      return in_transaction(c, [&]() -> SqlResult<AddClientOutcome> {
        if (!token_id.empty()) {
          const auto taken = c.initial_tokens.take_use(token_id, registered.issued_at);
          if (!taken) return std::unexpected(taken.error());
          if (!*taken) return AddClientOutcome::permit_spent;
        }
        const auto added = c.clients.add_registered(registered);
        if (!added) return std::unexpected(added.error());
        return *added == AddOutcome::added ? AddClientOutcome::added : AddClientOutcome::exists;
      });
    });
  }

  Answer<bool> replace_registration(const RegisteredClient& registered, const Sha256Digest& current) override {
    auto replaced = pool_.run([&](RegistryConnection& c) { return c.clients.replace_registered(registered, current); });
    cache_.forget(registered.client.client_id);
    return replaced;
  }

  Answer<bool> remove_registration(const ClientId& client_id, const Sha256Digest& current) override {
    auto removed = pool_.run([&](RegistryConnection& c) {
      return in_transaction(c, [&]() -> SqlResult<bool> {
        auto gone = c.clients.remove_registered(client_id, current);
        if (!gone || !*gone) return gone;
        if (auto done = c.consents.remove_of_client(client_id); !done) return std::unexpected(done.error());
        return gone;
      });
    });
    cache_.forget(client_id);
    return removed;
  }

  Answer<std::optional<InitialToken>> find_initial_token(const Sha256Digest& token) const override {
    return pool_.run([&](RegistryConnection& c) { return c.initial_tokens.find(token); });
  }

  Answer<std::vector<InitialToken>> list_initial_tokens() const override {
    return pool_.run([](RegistryConnection& c) { return c.initial_tokens.list(); });
  }

  Answer<AddOutcome> add_initial_token(const InitialToken& token) override {
    return pool_.run([&](RegistryConnection& c) {
      return in_transaction(c, [&]() -> SqlResult<AddOutcome> {
        if (auto done = c.initial_tokens.remove_expired(token.created_at); !done) return std::unexpected(done.error());
        return c.initial_tokens.add(token);
      });
    });
  }

  Answer<bool> remove_initial_token(std::string_view id) override {
    return pool_.run([&](RegistryConnection& c) { return c.initial_tokens.remove(id); });
  }

  Answer<std::optional<User>> find_user(const Subject& subject) const override {
    return pool_.run([&](RegistryConnection& c) { return c.users.find(subject); });
  }

  Answer<std::optional<User>> find_user_by_name(std::string_view username) const override {
    return pool_.run([&](RegistryConnection& c) { return c.users.find_by_name(username); });
  }

  Answer<std::vector<User>> list_users() const override {
    return pool_.run([](RegistryConnection& c) { return c.users.list(); });
  }

  Answer<AddOutcome> add_user(const User& user) override {
    return pool_.run([&](RegistryConnection& c) { return c.users.add(user); });
  }

  Answer<bool> set_password(std::string_view username, std::string_view password_hash) override {
    return change_user(username, [&](UserTable& users) { return users.set_password(username, password_hash); });
  }

  Answer<bool> disable_user(std::string_view username) override {
    return change_user(username, [&](UserTable& users) { return users.disable(username); });
  }

  Answer<std::optional<Scope>> find_consent(const Subject& subject, const ClientId& client_id) const override {
    return pool_.run([&](RegistryConnection& c) { return c.consents.find(subject, client_id); });
  }

  Answer<void> remember_consent(const Consent& consent) override {
    return pool_.run(
        [&](RegistryConnection& c) { return in_transaction(c, [&] { return c.consents.extend(consent); }); });
  }

  Answer<std::optional<Session>> find_session(const Sha256Digest& key) const override {
    return pool_.run([&](RegistryConnection& c) { return c.sessions.find(key); });
  }

  Answer<void> add_session(const Session& session) override {
    return pool_.run([&](RegistryConnection& c) { return c.sessions.add(session); });
  }

  Answer<void> remove_session(const Sha256Digest& key) override {
    return pool_.run([&](RegistryConnection& c) { return c.sessions.remove(key); });
  }

  Answer<std::size_t> remove_expired_sessions(Instant now, std::size_t limit) override {
    return pool_.run([&](RegistryConnection& c) { return c.sessions.remove_expired(now, limit); });
  }

  Answer<std::vector<SigningKey>> list_keys() const override {
    return pool_.run([](RegistryConnection& c) { return c.keys.list(); });
  }

  Answer<AddOutcome> add_key(const SigningKey& key) override {
    return pool_.run([&](RegistryConnection& c) { return c.keys.add(key); });
  }

  Answer<RetireOutcome> retire_key(std::string_view kid, Instant now) override {
    return pool_.run([&](RegistryConnection& c) { return in_transaction(c, [&] { return c.keys.retire(kid, now); }); });
  }

  Answer<RetireOutcome> withdraw_key(std::string_view kid, Instant now) override {
    return pool_.run(
        [&](RegistryConnection& c) { return in_transaction(c, [&] { return c.keys.withdraw(kid, now); }); });
  }

  Answer<std::vector<std::string>> remove_stopped_keys(Instant before) override {
    return pool_.run([&](RegistryConnection& c) { return c.keys.remove_stopped(before); });
  }

 private:
  /// Whoever could log in before the change has to do it again after it.
  template <class Change>
  Answer<bool> change_user(std::string_view username, Change change) {
    return pool_.run([&](RegistryConnection& c) {
      return in_transaction(c, [&]() -> SqlResult<bool> {
        auto changed = change(c.users);
        if (!changed) return changed;
        if (auto ended = c.sessions.remove_of_user(username); !ended) return std::unexpected(ended.error());
        return changed;
      });
    });
  }

  sqlite::Pool<RegistryConnection> pool_;
  mutable ClientCache cache_;
};

}  // namespace

std::expected<std::unique_ptr<Registry>, std::string> open_sqlite_registry(const std::string& path) {
  auto first = RegistryConnection::open(path);
  if (!first) return std::unexpected(first.error());
  return std::make_unique<SqliteRegistry>(path, std::move(*first));
}

std::expected<int, std::string> migrate_sqlite_registry(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::create);
  if (!database) return std::unexpected(database.error());
  auto applied = sqlite::migrate(*database, registry_schema());
  if (!applied) return std::unexpected(path + ": " + applied.error());
  return *applied;
}

}  // namespace attesto::inline v0
