// The limits of one server, with what was counted - RFC 6749 §2.3.1, RFC 6585 §4, RFC 7591 §3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/policy/rate_limits.hpp"
#include "attesto/policy/token_buckets.hpp"

namespace attesto::inline v0 {

/// Whether who asks may do so now. `address` is always Peer::address.
///
/// Clients are named as the request names them, before anybody knows whether there is such a client, so a
/// refusal tells nothing of that.
/// @error temporarily_unavailable  too often, with Error::retry_after
/// @note  Thread-safe. An address that limits count nothing by is let through.
class RateLimiter {
 public:
  /// @pre check_config() found nothing in the limits
  RateLimiter(const RateLimits& limits, Random& random);

  /// Whether a secret may be tried. Costs two atomic loads unless secrets were wrong lately.
  [[nodiscard]] Result<void> check_secret(std::string_view client_id, std::string_view address, Instant now) const;
  /// The secret was wrong, or there is no such client.
  void note_wrong_secret(std::string_view client_id, std::string_view address, Instant now);

  /// Counts a request to register.
  [[nodiscard]] Result<void> take_registration(std::string_view address, Instant now);
  /// Whether a registration access token may be tried.
  [[nodiscard]] Result<void> check_registration(std::string_view address, Instant now) const;
  /// It was wrong.
  void note_wrong_registration_token(std::string_view address, Instant now);

  /// Counts a request, if these are limited.
  [[nodiscard]] Result<void> take_request_from(std::string_view address, Instant now);
  /// Counts a request of a client that is authenticated, if these are limited.
  [[nodiscard]] Result<void> take_request_of(std::string_view client_id, Instant now);

 private:
  /// What the address counts as; nothing if it is exempt.
  [[nodiscard]] std::optional<std::string> find_block(std::string_view address) const;

  std::vector<std::string> exempt_;  ///< blocks
  TokenBuckets failures_per_client_;
  TokenBuckets failures_per_address_;
  TokenBuckets registrations_per_address_;
  std::optional<TokenBuckets> requests_per_client_;
  std::optional<TokenBuckets> requests_per_address_;
};

}  // namespace attesto::inline v0
