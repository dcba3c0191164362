// JWT client authentication, `private_key_jwt` - RFC 7523 §2.2, §3; FAPI 2.0 Security Profile §5.3.2.1.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// The one value of `client_assertion_type` that goes with this. @rfc 7523 §2.2
inline constexpr std::string_view kJwtBearerAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a server accepts as a client assertion.
struct ClientAssertionPolicy {
  /// Accepted values of `aud`, named by the server and not by a path in here (W-21). FAPI 2.0 allows the issuer only;
  /// adding the token endpoint's URL is for older clients, and opens the door to audience injection a little.
  std::span<const std::string_view> audiences;
  std::span<const Algorithm> algorithms;  ///< an empty list refuses every assertion
  /// Which forms of `aud` are taken.
  enum class AudienceForm : std::uint8_t { single_string, string_or_array };
  AudienceForm audience_form = AudienceForm::single_string;  ///< FAPI 2.0 wants a single string
};

/// The checks in their order; the first that fails is the answer.
enum class ClientAssertionError : std::uint8_t {
  malformed,        ///< no JWT within limits, a header we refuse, another `typ`
  wrong_algorithm,  ///< not one of the policy, or not the one of the key
  wrong_signature,  ///< no key of the client has its `kid`, or the signature is wrong
  wrong_issuer,     ///< `iss` and `sub` are not both the client (RFC 7523 §3 (1), (2))
  wrong_audience,   ///< not for us, or in a form that is not accepted ((3))
  expired,          ///< `exp` is absent, malformed or not in the future ((4))
  too_long_lived,   ///< `exp` is more than kMaxLifetime ahead: bounds what replay has to remember
  not_yet_valid,    ///< `nbf` or `iat` is malformed or in the future by more than kSkew ((5), (6))
  wrong_jti,        ///< absent, empty, or above 256 bytes
  replayed,         ///< used before: only the commit of replay_record() can say so ((7))
};

/// `invalid_client` for all of them. @rfc 7523 §3.2
[[nodiscard]] Error to_error(ClientAssertionError error) noexcept;

/// A checked assertion; only check_client_assertion() makes one.
class ClientAssertion {
 public:
  /// An assertion that lives longer is refused.
  static constexpr std::chrono::seconds kMaxLifetime{300};
  /// How far its clock may be ahead of ours.
  static constexpr std::chrono::seconds kSkew{60};

  /// Who made it.
  [[nodiscard]] const ClientId& client_id() const noexcept { return client_id_; }
  /// To insert in the same commit as what the client is let do: LossReason::exists on it is
  /// ClientAssertionError::replayed. A server that forgets `jti` authenticates whoever finds an
  /// assertion in a log (W-2); here the row comes with the result.
  [[nodiscard]] const Record& replay_record() const noexcept { return replay_record_; }

 private:
  friend std::expected<ClientAssertion, ClientAssertionError> check_client_assertion(
      std::string_view compact, const ClientId& client_id, std::span<const VerificationKey> keys,
      const ClientAssertionPolicy& policy, Instant now);
  ClientAssertion(ClientId client_id, Record replay_record)
      : client_id_(std::move(client_id)), replay_record_(std::move(replay_record)) {}
  ClientId client_id_;
  Record replay_record_;
};

/// Checks an assertion of a client under the keys that it registered.
///
/// `typ` may be absent, `JWT`, or `client-authentication+jwt`.
/// @param client_id  whose keys these are: peek_client_id(), looked up
/// @error the first check that fails; to_error() gives code and reason
/// @note  Records nothing, so an assertion is not burnt by a request that fails for another reason.
/// @rfc   7523 §3
[[nodiscard]] std::expected<ClientAssertion, ClientAssertionError> check_client_assertion(
    std::string_view compact, const ClientId& client_id, std::span<const VerificationKey> keys,
    const ClientAssertionPolicy& policy, Instant now);

/// The client that an unverified assertion claims to be from: its `sub`. Good for finding the keys
/// to verify it with, and for nothing else.
[[nodiscard]] std::optional<ClientId> peek_client_id(std::string_view compact);

}  // namespace attesto::inline v0
