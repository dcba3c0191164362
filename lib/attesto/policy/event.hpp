// What happened, for the host's audit log.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/base/callback.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto::inline v0 {

/// What an event tells.
enum class EventKind : std::uint8_t {
  token_issued,
  token_denied,
  token_revoked,
  token_introspected,    ///< with a reason if it was not active, or not to be seen by who asked
  introspection_denied,  ///< the question itself was refused
  reuse_detected,
  authorization_pushed,
  authorization_issued,
  authorization_denied,
  authorization_failed,
  userinfo_released,
  userinfo_denied,
  client_registered,
  client_updated,
  client_deleted,
  registration_denied,
  request_failed,
  key_rotated,  ///< tokens are signed with another key from now on; of the host, which holds the keys
};

/// The enumerator's name.
[[nodiscard]] std::string_view to_string(EventKind kind) noexcept;

/// One event. Holds no code, token or secret, so every field may be logged.
/// W-34: events told neither which request nor whose it was.
/// @note The views live only as long as the call.
struct Event {
  EventKind kind;                  ///< what happened
  Instant at{};                    ///< when
  std::string_view request_id{};   ///< RequestId; what the answer said in `X-Request-Id` if it was an error
  std::string_view endpoint{};     ///< where: Endpoint::name
  std::string_view client_id{};    ///< as received if the client is unknown: untrusted text
  std::string_view subject{};      ///< `sub`; empty if it is not known
  std::string_view grant_type{};   ///< at the token endpoint; empty if it was not understood
  std::string_view scope{};        ///< what was granted
  std::string_view kid{};          ///< of the new signing key, with key_rotated
  std::optional<Reason> reason{};  ///< for refusals
};

/// Receives events on the thread of the request; must be quick and must not throw. If it throws, the
/// event is lost and the answer is not (W-33).
using EventSink = Callback<void(const Event&)>;

}  // namespace attesto::inline v0
