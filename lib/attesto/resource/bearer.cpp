#include "attesto/resource/bearer.hpp"

#include <utility>

#include "attesto/token/revocation.hpp"
#include "attesto/wire/authorization.hpp"

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

Result<std::string> find_access_token(const http::Request& request, const Form* form) {
  const std::size_t fields = request.header_count("authorization");
  const auto in_body = form ? form->find("access_token") : std::nullopt;
  if (fields + (in_body ? 1 : 0) > 1)
    return fail(ErrorCode::invalid_request, "send the access token once, in one place", Reason::token_several);
  if (in_body) return std::string(*in_body);
  if (fields == 0) return fail(ErrorCode::invalid_token, "an access token is missing", Reason::token_missing);
  const std::string_view field = *request.header("authorization");
  // "attempted using an unsupported authentication method": like no token at all (RFC 6750 §3.1)
  if (!http::equal_ignoring_case(field.substr(0, field.find(' ')), "Bearer"))
    return fail(ErrorCode::invalid_token, "an access token is missing", Reason::token_missing);
  const auto token = parse_bearer(field);
  if (!token)
    return fail(ErrorCode::invalid_token, "the Authorization header holds no well-formed token",
                Reason::token_malformed);
  return std::string(*token);
}

Result<AccessToken> check_bearer(std::string_view compact, std::span<const VerificationKey> keys,
                                 const AccessPolicy& policy, const ReadView& store, Instant now) {
  auto token = check_access_token(compact, keys, policy, now);
  if (!token) return std::unexpected(describe_failure(token.error()));
  // A stolen bound token must not work without its key (RFC 9449 §7.2, RFC 8705 §3).
  if (token->cnf.jkt)
    return fail(ErrorCode::invalid_token, "the access token needs its DPoP proof", Reason::dpop_required);
  if (token->cnf.x5t_s256)
    return fail(ErrorCode::invalid_token, "the access token needs its certificate", Reason::certificate_required);
  const auto revoked = is_revoked(store, *token);
  if (!revoked) return fail_unavailable(Reason::store_unavailable);
  if (*revoked) return fail(ErrorCode::invalid_token, "the access token was revoked", Reason::token_revoked);
  return *std::move(token);
}

}  // namespace attesto::inline v0
