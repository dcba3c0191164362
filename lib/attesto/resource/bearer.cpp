#include "attesto/resource/bearer.hpp"

#include <utility>

#include "attesto/proof/confirmation.hpp"
#include "attesto/token/revocation.hpp"

namespace attesto::inline v0 {
namespace {

Error describe_failure(AccessTokenError error) {
  switch (error) {
    case AccessTokenError::untrusted:
      return {ErrorCode::invalid_token, "the access token is not valid", Reason::token_malformed};
    case AccessTokenError::wrong_audience:
      return {ErrorCode::invalid_token, "the access token is not for this resource", Reason::token_wrong_audience};
    case AccessTokenError::expired:
      return {ErrorCode::invalid_token, "the access token has expired", Reason::token_expired};
  }
  std::unreachable();
}

}  // namespace

Result<AccessToken> verify_token(std::string_view compact, std::span<const VerificationKey> keys,
                                 const AccessPolicy& policy, Instant now) {
  auto token = check_access_token(compact, keys, policy, now);
  if (!token) return std::unexpected(describe_failure(token.error()));
  return *std::move(token);
}

Result<void> check_not_revoked(const ReadView& store, const AccessToken& token) {
  const auto revoked = is_revoked(store, token);
  if (!revoked) return fail_unavailable(Reason::store_unavailable);
  if (*revoked) return fail(ErrorCode::invalid_token, "the access token was revoked", Reason::token_revoked);
  return {};
}

Result<AccessToken> check_bearer(std::string_view compact, std::span<const VerificationKey> keys,
                                 const AccessPolicy& policy, const ReadView& store, Instant now) {
  ATTESTO_TRY(token, verify_token(compact, keys, policy, now));
  // A stolen bound token must not work without its key (RFC 9449 §7.2, RFC 8705 §3).
  if (const auto fits = check_confirmation(token.cnf, {}); !fits) return std::unexpected(to_error(fits.error()));
  if (auto alive = check_not_revoked(store, token); !alive) return std::unexpected(alive.error());
  return std::move(token);
}

}  // namespace attesto::inline v0
