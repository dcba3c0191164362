// DPoP proofs - RFC 9449.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/proof/dpop_nonce.hpp"
#include "attesto/proof/target_uri.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// How far `iat` may be from now. @rfc 9449 §4.3 (11), §11.1
class DpopWindow {
 public:
  static constexpr std::chrono::seconds kMostPast{300};   ///< hard edge: every replay row lives this long
  static constexpr std::chrono::seconds kMostFuture{60};  ///< hard edge: a proof made ahead is a proof in stock

  /// 60 seconds back, 10 ahead.
  constexpr DpopWindow() = default;
  /// @return nothing outside the hard edges
  [[nodiscard]] static constexpr std::optional<DpopWindow> create(std::chrono::seconds past,
                                                                  std::chrono::seconds future) {
    if (past.count() <= 0 || past > kMostPast || future.count() < 0 || future > kMostFuture) return std::nullopt;
    return DpopWindow(past, future);
  }
  /// How old a proof may be.
  [[nodiscard]] constexpr std::chrono::seconds past() const noexcept { return past_; }
  /// How far ahead a proof may be.
  [[nodiscard]] constexpr std::chrono::seconds future() const noexcept { return future_; }

 private:
  constexpr DpopWindow(std::chrono::seconds past, std::chrono::seconds future) : past_(past), future_(future) {}
  std::chrono::seconds past_{60};
  std::chrono::seconds future_{10};
};

/// Asks for nonces. @rfc 9449 §8, §9
struct DpopNonceRule {
  const DpopNonces& nonces;  ///< makes and checks them
  DpopEndpoint endpoint;     ///< one for another endpoint doesn't count
};

/// What a server accepts as a proof.
struct DpopPolicy {
  std::span<const Algorithm> algorithms;  ///< asymmetric by type; an empty list refuses every proof
  DpopWindow window{};                    ///< how far `iat` may be off
  std::optional<DpopNonceRule> nonce{};   ///< absent: a `nonce` in the proof is not looked at
};

/// The request that a proof came with.
struct DpopRequest {
  std::span<const std::string_view> proofs;  ///< every `DPoP` field as received: find_dpop_fields()
  std::string_view method;                   ///< compared with `htm`, with case
  const TargetUri& target;                   ///< from the configured base URL, never from `Host`
  /// Present where the proof comes with a token: then `ath` must be its hash.
  std::optional<std::string_view> access_token{};
};

/// The checks of a proof in their order; the first that fails is the answer.
enum class DpopError : std::uint8_t {
  header_count,     ///< RFC 9449 §4.3 (1): not exactly one field
  malformed,        ///< (2): not one compact JWT within limits
  wrong_type,       ///< (4): `typ`
  wrong_algorithm,  ///< (5): `alg`
  critical_header,  ///< RFC 7515 §4.1.11: `crit`, or a pointer to another key
  missing_key,      ///< RFC 9449 §4.2: no `jwk`
  refused_key,      ///< (7): private, symmetric, weak, or not for this
  wrong_signature,  ///< (6)
  wrong_htm,        ///< (8)
  wrong_htu,        ///< (9)
  wrong_iat,        ///< (3): `iat` absent or no whole number of seconds
  outside_window,   ///< (11): made too long ago, or in the future
  wrong_jti,        ///< RFC 9449 §4.2: absent, empty, or above 256 bytes
  wrong_ath,        ///< (12): absent, or not the hash of the token
  wrong_nonce,      ///< (10): absent or refused while the policy asks for one
  replayed,         ///< RFC 9449 §11.1: only the commit of replay_record() can say so
};

/// As it goes on the wire: `use_dpop_nonce` for a nonce, `invalid_dpop_proof` for the rest.
/// @note For `use_dpop_nonce` the caller sends a new nonce in `DPoP-Nonce`.
/// @rfc 9449 §5, §7.1, §8
[[nodiscard]] Error to_error(DpopError error) noexcept;

/// A checked proof; only check_dpop() makes one.
class DpopProof {
 public:
  /// The key that made it.
  [[nodiscard]] const KeyThumbprint& jkt() const noexcept { return jkt_; }
  /// To insert in the same commit as what the proof is good for: LossReason::exists on it is
  /// DpopError::replayed. Keyed by SHA-256 of key and `jti`, so nobody can burn another's proofs,
  /// and `jti` of any length takes 32 bytes (W-29). The row comes with the result, so no endpoint
  /// can check a proof and forget it (W-1).
  [[nodiscard]] const Record& replay_record() const noexcept { return replay_record_; }
  /// Whether the response should bring a new `DPoP-Nonce` (RFC 9449 §8.2).
  [[nodiscard]] bool renew_nonce() const noexcept { return renew_nonce_; }

 private:
  friend std::expected<DpopProof, DpopError> check_dpop(const DpopRequest&, const DpopPolicy&, Instant);
  DpopProof(KeyThumbprint jkt, Record replay_record, bool renew_nonce)
      : jkt_(std::move(jkt)), replay_record_(std::move(replay_record)), renew_nonce_(renew_nonce) {}
  KeyThumbprint jkt_;
  Record replay_record_;
  bool renew_nonce_;
};

/// Checks one DPoP proof and names the key that made it.
///
/// @return the RFC 7638 thumbprint, and the replay row that the caller adds to its commit
/// @error  the first check that fails; to_error() gives the code and the reason
/// @note   Records nothing: a request that fails for another reason must not burn the proof, and
///         nobody may fill the store with proofs for tokens that are not theirs (W-36).
/// @note   `exp` and `nbf` in a proof are not looked at: RFC 9449 gives them no meaning.
/// @rfc    9449 §4.3, §8, §11.1
[[nodiscard]] std::expected<DpopProof, DpopError> check_dpop(const DpopRequest& request, const DpopPolicy& policy,
                                                             Instant now);

/// The values of every `DPoP` field of a request.
[[nodiscard]] std::vector<std::string_view> find_dpop_fields(const http::Request& request);

}  // namespace attesto::inline v0
