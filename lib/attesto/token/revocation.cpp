#include "attesto/token/revocation.hpp"

#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {

RecordKey revoked_token_key(const AccessToken& token) {
  return record_key(RecordKind::revoked_token, token.iss + '\n' + token.jti);
}

std::expected<bool, Unavailable> is_revoked(const ReadView& store, const AccessToken& token) {
  if (token.family) {
    const auto revoked = store.is_revoked(*token.family);
    if (!revoked || *revoked) return revoked;
  }
  const auto denied = store.find(revoked_token_key(token));
  if (!denied) return std::unexpected(denied.error());
  return denied->has_value();
}

}  // namespace attesto::inline v0
