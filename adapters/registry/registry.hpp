// What the daemon knows by itself: clients, end-users, consents, sessions, signing keys.
// A host that embeds the library has its own and needs none of this.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// An end-user with a password.
struct User {
  Subject subject;            ///< `sub`; never changes and is never given to another
  std::string username;       ///< what is typed at the login page; unique, compared byte for byte
  std::string password_hash;  ///< Argon2id in PHC form
  Json::Object claims{};      ///< OIDC Core §5.1 names
  bool disabled = false;      ///< may not log in
};

/// What an end-user allowed a client once and for all.
struct Consent {
  Subject subject;     ///< who consented
  ClientId client_id;  ///< to which client
  Scope scope;         ///< to what
};

/// A browser that logged in. Its key is the SHA-256 of the cookie's value.
struct Session {
  Sha256Digest key;    ///< SHA-256 of the cookie's value
  Subject subject;     ///< who is logged in
  Instant auth_time;   ///< when they proved it
  Instant expires_at;  ///< the session counts before this
};

/// The life of a signing key (RFC 7517 §5 publishes all but the removed ones).
enum class KeyStatus : std::uint8_t {
  active,   ///< signs
  retired,  ///< no longer signs, still published until what it signed has expired
};

/// `active` or `retired`.
[[nodiscard]] constexpr std::string_view to_string(KeyStatus status) noexcept {
  return status == KeyStatus::active ? "active" : "retired";
}

/// A signing key as it is kept: sealed.
struct SigningKey {
  std::string kid;                      ///< as in the JWK Set (RFC 7517 §4.5)
  Algorithm algorithm;                  ///< the only one it signs with
  KeyStatus status;                     ///< whether it signs
  Instant created_at;                   ///< when it was made
  std::optional<Instant> retired_at{};  ///< since when it only verifies
  Bytes sealed_private_key;             ///< PKCS#8 PEM under the master key, with the kid as context
};

/// What became of an insertion.
enum class AddOutcome : std::uint8_t { added, exists };
/// `absent`: there is no active key of that kid.
enum class RetireOutcome : std::uint8_t { retired, absent, last_active };

/// The daemon's registry. Every call may block; all are safe from any thread. A change is durable
/// when the call returns.
class Registry {
 public:
  /// A value, or the database did not answer.
  template <class T>
  using Answer = std::expected<T, Unavailable>;

  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  virtual ~Registry() = default;

  /// Called for every request of a client, so quick: the answer may be up to half a second old when
  /// another process changed the client. A null pointer if there is none.
  [[nodiscard]] virtual Answer<std::shared_ptr<const Client>> find_client(const ClientId& client_id) const = 0;
  /// Every client, by its id.
  [[nodiscard]] virtual Answer<std::vector<Client>> list_clients() const = 0;
  /// Registers a client; AddOutcome says whether the id was free.
  [[nodiscard]] virtual Answer<AddOutcome> add_client(const Client& client) = 0;
  /// @return false if there is no such client
  [[nodiscard]] virtual Answer<bool> disable_client(const ClientId& client_id) = 0;

  /// The user with that `sub`; nothing if there is none.
  [[nodiscard]] virtual Answer<std::optional<User>> find_user(const Subject& subject) const = 0;
  /// The user with that name, byte for byte; nothing if there is none.
  [[nodiscard]] virtual Answer<std::optional<User>> find_user_by_name(std::string_view username) const = 0;
  /// Every user, by name.
  [[nodiscard]] virtual Answer<std::vector<User>> list_users() const = 0;
  /// Adds a user; AddOutcome says whether name and `sub` were free.
  [[nodiscard]] virtual Answer<AddOutcome> add_user(const User& user) = 0;
  /// Also ends every session of the user. @return false if there is no such user
  [[nodiscard]] virtual Answer<bool> set_password(std::string_view username, std::string_view password_hash) = 0;
  /// Also ends every session of the user. @return false if there is no such user
  [[nodiscard]] virtual Answer<bool> disable_user(std::string_view username) = 0;

  /// What the user has allowed the client; nothing if nothing is remembered.
  [[nodiscard]] virtual Answer<std::optional<Scope>> find_consent(const Subject& subject,
                                                                  const ClientId& client_id) const = 0;
  /// Adds to what is remembered already.
  [[nodiscard]] virtual Answer<void> remember_consent(const Consent& consent) = 0;

  /// The session of that cookie, expired or not; nothing if there is none.
  [[nodiscard]] virtual Answer<std::optional<Session>> find_session(const Sha256Digest& key) const = 0;
  /// Remembers a login.
  [[nodiscard]] virtual Answer<void> add_session(const Session& session) = 0;
  /// Forgets a login; one that is not there is no error.
  [[nodiscard]] virtual Answer<void> remove_session(const Sha256Digest& key) = 0;
  /// @return how many were removed
  [[nodiscard]] virtual Answer<std::size_t> remove_expired_sessions(Instant now, std::size_t limit) = 0;

  /// Oldest first.
  [[nodiscard]] virtual Answer<std::vector<SigningKey>> list_keys() const = 0;
  /// Keeps a new key; AddOutcome says whether its `kid` was free.
  [[nodiscard]] virtual Answer<AddOutcome> add_key(const SigningKey& key) = 0;
  /// The last active key stays: without one the server cannot start.
  [[nodiscard]] virtual Answer<RetireOutcome> retire_key(std::string_view kid, Instant now) = 0;
};

}  // namespace attesto::inline v0
