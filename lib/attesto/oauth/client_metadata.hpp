// Client metadata: a client as JSON - RFC 7591 §2, OIDC Registration §2, RFC 8705 §2.1.2, §3.4,
// RFC 9449 §5.2.
#pragma once

#include <expected>
#include <string_view>

#include "attesto/base/wire_text.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// What is wrong with metadata, `invalid_client_metadata` where a client sent them. @rfc 7591 §3.2.2
struct ClientMetadataFault {
  std::string_view member;  ///< its name; lives as long as the program
  WireText fault;           ///< says what to send instead, never echoes input
};

/// What becomes of members that this program does not know.
enum class UnknownMembers : std::uint8_t {
  /// "The authorization server MUST ignore any client metadata sent by the client that it does not
  /// understand" (RFC 7591 §2): for what a client registers.
  ignored,
  /// For what we wrote ourselves: a member of a newer version may be a restriction.
  refused,
};

/// Reads the members of an object into the client; what is not there stays as it is.
///
/// Strict: a member of another type, `null` too, is a fault and never a default.
/// @return the first fault, in the order of the object
[[nodiscard]] std::expected<void, ClientMetadataFault> read_client_metadata(const Json::Object& metadata,
                                                                            UnknownMembers unknown, Client& client);

/// Every member that is not at its default, in an order that does not change.
[[nodiscard]] Json write_client_metadata(const Client& client);

}  // namespace attesto::inline v0
