// Nonces for DPoP proofs, without a row per nonce - RFC 9449 §8, §9.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/crypto/hmac.hpp"

namespace attesto::inline v0 {

/// Where a nonce counts: the two classes have nonces of their own (RFC 9449 §8, §9).
enum class DpopEndpoint : std::uint8_t { authorization_server, protected_resource };

/// Mints and checks nonces that are a keyed hash of a time slot.
///
/// Every node with the keys knows every nonce, nobody else can tell the next one, and asking for
/// nonces in a loop stores nothing. Within its life a nonce may be used more than once: that a
/// proof is used once is for its `jti` to say.
/// W-10: a server that wanted nonces and had nowhere to keep them didn't ask for any; here there is
/// nothing to keep, and no table that anyone can fill.
///
/// @note One key per issuer. To rotate: give the new key to all nodes as accepted, then mint with
///       it, and drop the old one kLife later.
class DpopNonces {
 public:
  /// A nonce is made from the slot of time it is made in.
  static constexpr std::chrono::seconds kSlot{30};
  static constexpr std::chrono::seconds kLife{300};  ///< from the begin of the slot
  static constexpr std::chrono::seconds kSkew{30};   ///< how far another node's clock may be ahead

  /// @param minting  key of new nonces
  /// @param also_accepted  keys of other nonces that still count: the previous or the next one
  explicit DpopNonces(HmacSha256 minting, std::vector<HmacSha256> also_accepted = {})
      : minting_(std::move(minting)), also_accepted_(std::move(also_accepted)) {}

  /// A nonce for `DPoP-Nonce`: 32 characters of base64url.
  [[nodiscard]] std::string mint(DpopEndpoint endpoint, Instant now) const;

  /// What a nonce is worth.
  enum class Verdict : std::uint8_t {
    good,
    renew,    ///< good, but half its life is over or its key is not the minting one: send a new one
    refused,  ///< made up, too old, or of the other endpoint class
  };
  /// Whether it is one of ours, for that endpoint, and not too old.
  [[nodiscard]] Verdict check(std::string_view nonce, DpopEndpoint endpoint, Instant now) const;

 private:
  HmacSha256 minting_;
  std::vector<HmacSha256> also_accepted_;
};

}  // namespace attesto::inline v0
