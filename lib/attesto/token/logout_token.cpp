#include "attesto/token/logout_token.hpp"

#include <algorithm>

#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "logout+jwt";
constexpr std::string_view kEvent = "http://schemas.openid.net/event/backchannel-logout";

/// Absent is fine, present must be a non-empty string.
bool read_name(const Json& claims, std::string_view name, const std::string*& out) {
  if (!claims.find(name)) return true;
  out = claims.find_string(name);
  return out && !out->empty();
}

std::optional<LogoutTarget> find_target(const Json& claims) {
  const std::string* sub = nullptr;
  const std::string* sid = nullptr;
  if (!read_name(claims, "sub", sub) || !read_name(claims, "sid", sid)) return std::nullopt;
  if (sub && sid) return LogoutTarget(Subject(*sub), SessionId(*sid));
  if (sub) return LogoutTarget(Subject(*sub));
  if (sid) return LogoutTarget(SessionId(*sid));
  return std::nullopt;
}

bool has_logout_event(const Json& claims) {
  const Json* events = claims.find("events");
  const Json* event = events ? events->find(kEvent) : nullptr;
  return event && event->object();
}

}  // namespace

std::string mint_logout_token(const Signer& signer, const LogoutToken& token) {
  std::string claims;
  claims.reserve(512);
  JsonWriter out(claims);
  out.begin_object()
      .member("iss", token.iss)
      .member("aud", token.aud.view())
      .member("iat", static_cast<std::int64_t>(to_seconds(token.iat)))
      .member("exp", static_cast<std::int64_t>(to_seconds(token.iat + LogoutToken::kLifetime)))
      .member("jti", token.jti);
  if (token.target.sub()) out.member("sub", token.target.sub()->view());
  if (token.target.sid()) out.member("sid", token.target.sid()->view());
  out.name("events").begin_object().name(kEvent).begin_object().end_object().end_object();
  out.end_object();
  return sign_jwt(signer, kType, claims);
}

std::expected<LogoutToken, LogoutTokenError> check_logout_token(std::string_view compact,
                                                                std::span<const VerificationKey> keys,
                                                                const LogoutPolicy& policy, Instant now) {
  const auto jwt = verify_jwt(compact, kType, keys);
  if (!jwt) return std::unexpected(LogoutTokenError::untrusted);
  const Json& claims = jwt->claims();
  const std::string* iss = claims.find_string("iss");
  if (!iss || *iss != policy.issuer) return std::unexpected(LogoutTokenError::untrusted);
  const auto audiences = find_audiences(claims);
  if (!audiences || std::ranges::find(*audiences, policy.client_id.view()) == audiences->end())
    return std::unexpected(LogoutTokenError::wrong_audience);
  const auto times = find_time_claims(claims);
  if (!times || !times->iat || !times->exp || *times->exp <= now) return std::unexpected(LogoutTokenError::expired);
  if (!has_logout_event(claims)) return std::unexpected(LogoutTokenError::wrong_event);
  if (claims.find("nonce")) return std::unexpected(LogoutTokenError::has_nonce);
  const std::string* jti = claims.find_string("jti");
  auto target = find_target(claims);
  if (!jti || jti->empty() || !target) return std::unexpected(LogoutTokenError::incomplete);
  return LogoutToken{
      .iss = *iss, .aud = policy.client_id, .iat = *times->iat, .jti = *jti, .target = std::move(*target)};
}

}  // namespace attesto::inline v0
