// Clients that register themselves: what the host says and keeps - RFC 7591 §1.2, §3; RFC 7592 §2.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/callback.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// A client that registered itself, as the host keeps it. There is no secret in it.
struct RegisteredClient {
  Client client;                     ///< what LoadClient finds too
  Instant issued_at;                 ///< `client_id_issued_at`
  Sha256Digest access_token_sha256;  ///< of its registration access token, which has 256 random bits
};

/// By whose leave a client registers: a word of the host's own, e.g. the name of an initial access token,
/// handed back with the client. Empty for whoever may come.
struct RegistrationPermit {
  std::string id{};  ///< means nothing to the library
};

/// Whether whoever shows this initial access token, or none, may register a client; nothing if not. A
/// token that counts once must be used up in AddRegisteredClient, not here: most of what can go wrong
/// comes in between. May block.
/// @rfc 7591 §3
using AuthorizeRegistration =
    Callback<std::expected<std::optional<RegistrationPermit>, Unavailable>(const std::optional<Secret>& token)>;

/// The host does not want such a client.
struct RegistrationRefused {};

/// Looks at a client before it is stored, new or updated, and may narrow it: the library checks what
/// comes back by the same rules as what was sent, and gives it its identifier and secret later. May block.
/// @rfc 7591 §2: "The authorization server MAY reject or replace any of the client's requested metadata
/// values"
using ReviewRegistration = Callback<std::variant<Client, RegistrationRefused, Unavailable>(const Client& proposed)>;

/// What became of a new client.
enum class AddClientOutcome : std::uint8_t {
  added,
  permit_spent,  ///< another registration used the permit up meanwhile
  exists,        ///< the identifier is taken
};

/// Stores a new client and uses up the permit, both or neither. May block.
using AddRegisteredClient =
    Callback<std::expected<AddClientOutcome, Unavailable>(const RegisteredClient&, const RegistrationPermit&)>;
/// The client of that identifier if it registered itself; nothing otherwise. May block.
using FindRegisteredClient = Callback<std::expected<std::optional<RegisteredClient>, Unavailable>(const ClientId&)>;
/// Replaces all of a client if its registration access token is still `current`; `disabled` is not the
/// client's to change. False otherwise. May block.
using ReplaceRegisteredClient =
    Callback<std::expected<bool, Unavailable>(const RegisteredClient&, const Sha256Digest& current)>;
/// Removes a client, and what end-users consented to, if its registration access token is still
/// `current`. False otherwise. May block.
using RemoveRegisteredClient = Callback<std::expected<bool, Unavailable>(const ClientId&, const Sha256Digest& current)>;

/// How clients register themselves. There is no default for who may: a server that anyone can add
/// clients to is a decision (W-35).
struct RegistrationPolicy {
  AuthorizeRegistration authorize;  ///< who may register
  AddRegisteredClient add;          ///< keeps a new client
  FindRegisteredClient find;        ///< for RFC 7592: reading, changing and removing it
  ReplaceRegisteredClient replace;  ///< RFC 7592 §2.2
  RemoveRegisteredClient remove;    ///< RFC 7592 §2.3

  std::optional<ReviewRegistration> review{};  ///< default: whatever the server can honour
  /// What clients may register for, of what the server offers. By default only what an end-user has a say
  /// in: with open registration, client credentials would be tokens for anyone.
  std::vector<std::string> grant_types{"authorization_code", "refresh_token"};
  std::optional<Scope>
      scope{};  ///< most that a client gets, and what it gets if it names none; default: all advertised
  /// Whether each update brings a new registration access token. Off: an answer that is lost would lock
  /// the client out for good, and what the old one can be stolen from it still goes to.
  bool rotate_access_tokens = false;
};

}  // namespace attesto::inline v0
