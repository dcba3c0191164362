// Authorization responses as JWTs - JWT Secured Authorization Response Mode (JARM) §2.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/jwt.hpp"

namespace attesto::inline v0 {

/// How long a response may be used: it is a redirect away. At most ten minutes (JARM §2.1).
class JarmLifetime {
 public:
  /// The longest that a response may live.
  static constexpr std::chrono::seconds kMost{600};

  /// One minute, like the code inside.
  constexpr JarmLifetime() = default;
  /// @return nothing unless it is between one second and kMost
  [[nodiscard]] static constexpr std::optional<JarmLifetime> create(std::chrono::seconds value) {
    if (value.count() <= 0 || value > kMost) return std::nullopt;
    return JarmLifetime(value);
  }
  /// In seconds.
  [[nodiscard]] constexpr std::chrono::seconds value() const noexcept { return value_; }

 private:
  explicit constexpr JarmLifetime(std::chrono::seconds value) : value_(value) {}
  std::chrono::seconds value_{60};
};

/// Parameters of an authorization response in order, success or error.
using ResponseParameters = std::vector<std::pair<std::string, std::string>>;

/// An authorization response for one client.
struct JarmResponse {
  std::string iss;                ///< the issuer
  ClientId aud;                   ///< the client
  Instant exp;                    ///< it counts before this
  ResponseParameters parameters;  ///< `code`, `state`, `error` and so on
};

/// Who answers whom, and for how long.
struct JarmSettings {
  std::string_view issuer;    ///< who answers
  const ClientId& client_id;  ///< whom the answer is for
  JarmLifetime lifetime{};    ///< how long it counts
};

/// Signs a response. `iss`, `aud`, `exp` and the other registered claims (RFC 7519 §4.1) are ours:
/// a parameter of that name is left out, and a second one of one name too, so that no `state` or
/// extension can change what the client checks.
///
/// The `typ` is our own, `oauth-authz-resp+jwt`: JARM names none, and without one an ID token
/// could be told apart by its claims only (RFC 8725 §3.11).
[[nodiscard]] std::string mint_jarm_response(const Signer& signer, const JarmSettings& settings,
                                             const ResponseParameters& parameters, Instant now);

/// What a client expects of a response.
struct JarmPolicy {
  std::string_view issuer;  ///< who must have made it
  ClientId client_id;       ///< whom it must be for
};

/// Why a response is refused.
enum class JarmError : std::uint8_t {
  untrusted,       ///< not a JWT of the issuer: form, type, key, signature, `iss`
  wrong_audience,  ///< for another client
  expired,         ///< `exp` is missing, malformed, past, or further ahead than JarmLifetime::kMost
  wrong_value,     ///< a parameter that is no string
};

/// Checks a response as the client that gets it does.
/// @rfc JARM §2.4
[[nodiscard]] std::expected<JarmResponse, JarmError> check_jarm_response(std::string_view compact,
                                                                         std::span<const VerificationKey> keys,
                                                                         const JarmPolicy& policy, Instant now);

}  // namespace attesto::inline v0
