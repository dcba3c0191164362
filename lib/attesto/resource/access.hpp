// The check of a request at a protected resource, whatever binds its token - RFC 9449 §7, RFC 9068 §4.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/proof/dpop_options.hpp"
#include "attesto/resource/presented_token.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What a resource holds a request against.
struct AccessRules {
  std::span<const VerificationKey> keys;   ///< the issuer's
  AccessPolicy policy;                     ///< whose tokens, and for whom
  const std::optional<DpopOptions>& dpop;  ///< absent: the scheme `DPoP` is not known here
  std::string_view url;                    ///< the resource's, absolute; never from `Host`
};

/// What a request may go on with.
struct Access {
  AccessToken token;         ///< good, and shown by whom it was issued to
  bool renew_nonce = false;  ///< the response should bring a new `DPoP-Nonce` (RFC 9449 §9)
};

/// Checks the token of a request, that neither it nor its family was revoked, and that what it is
/// bound to was shown: a bound token is refused alone, an unbound one with a proof. A certificate is
/// what the TLS layer says in http::Peer.
///
/// The proof is recorded when everything else is right, so that nobody can fill the store with proofs
/// for tokens that are refused (W-36), and none passes twice.
/// @error invalid_token       the token does not count, or not with what was shown; the Reason says which
/// @error invalid_dpop_proof  its proof does not count, or was used before
/// @error use_dpop_nonce      as DpopNonceRule says
/// @rfc 6750 §3.1, 9068 §4, 9449 §7.1, §7.2, 8705 §3
[[nodiscard]] Result<Access> check_access(const AccessRules& rules, const PresentedToken& presented,
                                          const http::Request& request, Store& store, Instant now);

}  // namespace attesto::inline v0
