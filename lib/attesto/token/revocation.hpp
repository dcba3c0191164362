// Whether an access token was taken back - RFC 7009 §2.1.
#pragma once

#include <expected>

#include "attesto/store/store.hpp"
#include "attesto/token/access_token.hpp"

namespace attesto::inline v0 {

/// Where the revocation of a single access token is recorded.
[[nodiscard]] RecordKey revoked_token_key(const AccessToken& token);

/// Whether the token was revoked, by itself or with its whole family.
[[nodiscard]] std::expected<bool, Unavailable> is_revoked(const ReadView& store, const AccessToken& token);

}  // namespace attesto::inline v0
