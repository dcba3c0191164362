// How often strangers may try - RFC 6749 §2.3.1, RFC 6585 §4, RFC 7591 §3, RFC 9126 §2.3.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "attesto/policy/token_buckets.hpp"

namespace attesto::inline v0 {

/// The limits of one server, on by default (W-35). Each process counts for itself: n nodes allow n times as much.
///
/// "the authorization server MUST protect any endpoint utilizing it against brute force attacks" (RFC 6749
/// §2.3.1, of secrets). No limit is on a client alone: whoever knows a client_id, which is public, could use
/// that up and lock the client out. Keys and certificates can't be guessed, and are not counted.
struct RateLimits {
  /// Wrong secrets for one client from one address; a right one costs nothing. Some 8600 guesses a day,
  /// of 2^256.
  TokenRate failures_per_client{.burst = 10, .interval = std::chrono::seconds{10}};
  /// Wrong secrets from one address for all clients: generous, because many clients share the address of a NAT.
  TokenRate failures_per_address{.burst = 100, .interval = std::chrono::seconds{1}};
  /// Registrations from one address, good and bad ones: each good one is a row in the database (RFC 7591 §3).
  /// Wrong registration access tokens (RFC 7592) count as well.
  TokenRate registrations_per_address{.burst = 60, .interval = std::chrono::seconds{10}};
  /// Requests of one client at the token, PAR, introspection and revocation endpoints, counted once it is
  /// authenticated, so that no other can use them up; a public client, which anybody can say to be, is not
  /// counted. Absent: as many as it likes.
  std::optional<TokenRate> requests_per_client{};
  /// Requests from one address at the same endpoints, counted before the client is looked at (RFC 9126 §2.3).
  /// Absent: as many as the connections allow. Behind a proxy one address is everybody's.
  std::optional<TokenRate> requests_per_address{};
  /// Addresses that say nothing about who asks, such as that of a proxy: nothing is limited by them, the
  /// proxy has to. IP addresses as the transport writes them; an IPv6 address stands for its /64. Loopback
  /// always is one of them, and so is a request of which the transport does not know the address.
  std::vector<std::string> exempt_addresses{};
};

}  // namespace attesto::inline v0
