// What the daemon knows by itself: clients, end-users, consents, sessions, signing keys.
// A host that embeds the library has its own and needs none of this.
#pragma once

#include <cstdint>
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
#include "attesto/policy/registration.hpp"
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

/// A signing key as it is kept: sealed. It is published as long as it is here. Which keys sign at a
/// given time follows from the rows and the clock alone (adapters/key_store/key_timeline.hpp), so
/// that nodes need not talk to each other.
struct SigningKey {
  std::string kid;                           ///< as in the JWK Set (RFC 7517 §4.5)
  Algorithm algorithm;                       ///< the only one it signs with
  Instant created_at;                        ///< when it was made
  Instant signs_from;                        ///< before this it is only announced
  std::optional<std::string> predecessor{};  ///< kid of the key it was made to follow; only one follows each
  std::optional<Instant> retired_at{};       ///< since when a command has kept it from signing
  Bytes sealed_private_key;                  ///< PKCS#8 PEM under the master key, with the kid as context
};

/// A token that lets whoever shows it register clients (RFC 7591 §3). Its text is known only to who has it.
struct InitialToken {
  std::string id;                           ///< names it to operators
  Sha256Digest token_sha256;                ///< SHA-256 of its text
  std::string note{};                       ///< whom it is for, for operators
  Instant created_at;                       ///< when it was made
  Instant expires_at;                       ///< it counts before this
  std::optional<std::int64_t> uses_left{};  ///< how many clients it still registers; absent: any number

  /// Whether it registers a client at this time.
  [[nodiscard]] bool is_good(Instant now) const noexcept { return now < expires_at && uses_left.value_or(1) > 0; }
};

/// What became of an insertion.
enum class AddOutcome : std::uint8_t { added, exists };
/// `absent`: there is no such key. `last_signing`: no other key would sign.
enum class RetireOutcome : std::uint8_t { retired, absent, last_signing };

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

  /// The client if it registered itself, straight from the database.
  [[nodiscard]] virtual Answer<std::optional<RegisteredClient>> find_registration(const ClientId& client_id) const = 0;
  /// Adds a client that registers itself and takes one use of that initial token, both or neither.
  /// @param token_id  empty: whoever comes may register
  /// @return `permit_spent` if the token is gone, used up or expired at `issued_at`
  [[nodiscard]] virtual Answer<AddClientOutcome> add_registration(const RegisteredClient& registered,
                                                                  std::string_view token_id) = 0;
  /// Replaces all of a client but whether it is disabled.
  /// @return false if its registration access token is not `current`, it is disabled or gone
  [[nodiscard]] virtual Answer<bool> replace_registration(const RegisteredClient& registered,
                                                          const Sha256Digest& current) = 0;
  /// Removes a client and what end-users consented to.
  /// @return false if its registration access token is not `current`, it is disabled or gone
  [[nodiscard]] virtual Answer<bool> remove_registration(const ClientId& client_id, const Sha256Digest& current) = 0;

  /// The initial token of that digest, good or not; nothing if there is none.
  [[nodiscard]] virtual Answer<std::optional<InitialToken>> find_initial_token(const Sha256Digest& token) const = 0;
  /// Every initial token, oldest first.
  [[nodiscard]] virtual Answer<std::vector<InitialToken>> list_initial_tokens() const = 0;
  /// Keeps a new one, and removes those that expired before it was made.
  [[nodiscard]] virtual Answer<AddOutcome> add_initial_token(const InitialToken& token) = 0;
  /// @return false if there is no such token
  [[nodiscard]] virtual Answer<bool> remove_initial_token(std::string_view id) = 0;

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
  /// Keeps a new key. Of several nodes that add a successor of one key at once, one wins.
  /// @return `exists` if its `kid` is taken, or another key follows its predecessor already
  [[nodiscard]] virtual Answer<AddOutcome> add_key(const SigningKey& key) = 0;
  /// From now on the key signs nothing; it stays published. Its predecessor may get another
  /// successor. Not the last one that signs: without one the server cannot start.
  /// @return `absent` also for a key that is retired already
  [[nodiscard]] virtual Answer<RetireOutcome> retire_key(std::string_view kid, Instant now) = 0;
  /// Removes the key at once, with its private half: what it signed counts no more. Not the last
  /// one that signs.
  [[nodiscard]] virtual Answer<RetireOutcome> withdraw_key(std::string_view kid, Instant now) = 0;
  /// Removes, with their private halves, the keys that have signed nothing since `before`: retired
  /// until then, or followed until then by a newer key of the same algorithm.
  /// @return the kids of what was removed
  [[nodiscard]] virtual Answer<std::vector<std::string>> remove_stopped_keys(Instant before) = 0;
};

}  // namespace attesto::inline v0
