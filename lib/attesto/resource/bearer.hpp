// Access tokens at a protected resource, without what binds them - RFC 6750 §3.1, RFC 9068 §4.
#pragma once

#include <span>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/access_token.hpp"

namespace attesto::inline v0 {

/// The first half of the check of a token: what it says.
/// @error invalid_token  it is none of the issuer's, for another resource, or has expired
/// @note The caller checks what it is bound to, and check_not_revoked().
/// @rfc 9068 §4
[[nodiscard]] Result<AccessToken> verify_token(std::string_view compact, std::span<const VerificationKey> keys,
                                               const AccessPolicy& policy, Instant now);

/// The second half: that neither the token nor its family was revoked.
/// @error invalid_token  one of them was
/// @rfc 7009 §2
[[nodiscard]] Result<void> check_not_revoked(const ReadView& store, const AccessToken& token);

/// Checks a token that comes alone, and that neither it nor its family was revoked. A token that
/// is bound to a key is refused here.
/// @error invalid_token  it does not count, for whatever reason; the Reason says which
/// @rfc 6750 §3.1, 9068 §4
[[nodiscard]] Result<AccessToken> check_bearer(std::string_view compact, std::span<const VerificationKey> keys,
                                               const AccessPolicy& policy, const ReadView& store, Instant now);

}  // namespace attesto::inline v0
