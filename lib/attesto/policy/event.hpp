// What happened, for the host's audit log.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/base/callback.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto::inline v0 {

enum class EventKind : std::uint8_t {
  token_issued,
  token_denied,
  token_revoked,
  reuse_detected,
  authorization_issued,
  authorization_denied,
  authorization_failed,
  userinfo_released,
  userinfo_denied,
  request_failed,
};

[[nodiscard]] std::string_view to_string(EventKind kind) noexcept;

/// One event. Holds no code, token or secret, so every field may be logged.
/// @note The views live only as long as the call.
struct Event {
  EventKind kind;
  Instant at;
  std::string_view endpoint{};
  std::string_view client_id{};  ///< as received if the client is unknown: untrusted text
  std::string_view subject{};
  std::string_view grant_type{};
  std::string_view scope{};
  std::optional<Reason> reason{};  ///< for refusals
};

/// Receives events on the thread of the request; must be quick and must not throw.
using EventSink = Callback<void(const Event&)>;

}  // namespace attesto::inline v0
