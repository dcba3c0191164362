#include "attesto/proof/client_assertion.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "attesto/crypto/digest.hpp"
#include "attesto/jose/jwt.hpp"
#include "attesto/jose/registered_claims.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 2> kTypes = {"client-authentication+jwt", "JWT"};
constexpr std::size_t kMaxJtiBytes = 256;
/// A node whose clock is behind ours by this much still finds the row while it accepts the assertion.
constexpr std::chrono::seconds kReplaySkew{60};

ClientAssertionError to_assertion_error(JwtError error) {
  switch (error) {
    case JwtError::malformed:
    case JwtError::critical_header:
    case JwtError::wrong_type: return ClientAssertionError::malformed;
    case JwtError::wrong_algorithm: return ClientAssertionError::wrong_algorithm;
    case JwtError::unknown_key:
    case JwtError::wrong_signature: return ClientAssertionError::wrong_signature;
  }
  std::unreachable();
}

bool is_for_us(const Json& claims, const ClientAssertionPolicy& policy) {
  const auto audiences = find_audiences(claims);
  if (!audiences) return false;
  const bool is_array = claims.find_string("aud") == nullptr;
  if (is_array && policy.audience_form == ClientAssertionPolicy::AudienceForm::single_string) return false;
  return std::ranges::any_of(*audiences, [&](std::string_view audience) {
    return std::ranges::find(policy.audiences, audience) != policy.audiences.end();
  });
}

/// @return when the assertion expires
std::expected<Instant, ClientAssertionError> check_times(const Json& claims, Instant now) {
  const Json* exp = claims.find("exp");
  const auto expires_at = exp ? parse_numeric_date(*exp) : std::nullopt;
  if (!expires_at || *expires_at <= now) return std::unexpected(ClientAssertionError::expired);
  if (*expires_at > now + ClientAssertion::kMaxLifetime) return std::unexpected(ClientAssertionError::too_long_lived);
  const auto times = find_time_claims(claims);
  const auto is_ahead = [&](const std::optional<Instant>& time) {
    return time && *time > now + ClientAssertion::kSkew;
  };
  if (!times || is_ahead(times->nbf) || is_ahead(times->iat))
    return std::unexpected(ClientAssertionError::not_yet_valid);
  return *expires_at;
}

/// JSON text has no NUL here, so the separator can't be part of either side.
Record make_replay_record(const ClientId& client_id, std::string_view jti, Instant expires_at) {
  std::string name = client_id.str();
  name.push_back('\0');
  name.append(jti);
  return {.key = {RecordKind::client_assertion, sha256(name)}, .expires_at = expires_at + kReplaySkew, .body = "{}"};
}

}  // namespace

std::expected<ClientAssertion, ClientAssertionError> check_client_assertion(std::string_view compact,
                                                                            const ClientId& client_id,
                                                                            std::span<const VerificationKey> keys,
                                                                            const ClientAssertionPolicy& policy,
                                                                            Instant now) {
  const JwtProfile profile{.types = kTypes, .type_may_be_absent = true, .algorithms = policy.algorithms};
  const auto jwt = verify_jwt(compact, profile, keys);
  if (!jwt) return std::unexpected(to_assertion_error(jwt.error()));
  const Json& claims = jwt->claims();
  const std::string* iss = claims.find_string("iss");
  const std::string* sub = claims.find_string("sub");
  if (!iss || !sub || *iss != client_id.view() || *sub != client_id.view())
    return std::unexpected(ClientAssertionError::wrong_issuer);
  if (!is_for_us(claims, policy)) return std::unexpected(ClientAssertionError::wrong_audience);
  const auto expires_at = check_times(claims, now);
  if (!expires_at) return std::unexpected(expires_at.error());
  const std::string* jti = claims.find_string("jti");
  if (!jti || jti->empty() || jti->size() > kMaxJtiBytes) return std::unexpected(ClientAssertionError::wrong_jti);
  return ClientAssertion(client_id, make_replay_record(client_id, *jti, *expires_at));
}

std::optional<ClientId> peek_client_id(std::string_view compact) {
  const auto claims = peek_claims(compact);
  const std::string* sub = claims ? claims->find_string("sub") : nullptr;
  if (!sub || sub->empty()) return std::nullopt;
  return ClientId(*sub);
}

Error to_error(ClientAssertionError error) noexcept {
  using enum ClientAssertionError;
  constexpr auto kCode = ErrorCode::invalid_client;
  switch (error) {
    case malformed: return {kCode, "the client assertion is not acceptable as a JWT", Reason::assertion_malformed};
    case wrong_algorithm: return {kCode, "alg of the client assertion is not accepted", Reason::assertion_algorithm};
    case wrong_signature:
      return {kCode, "the client assertion is not signed by a key of the client", Reason::assertion_signature};
    case wrong_issuer: return {kCode, "iss and sub must both be the client_id", Reason::assertion_issuer};
    case wrong_audience: return {kCode, "aud must be the issuer, as a string", Reason::assertion_audience};
    case expired: return {kCode, "the client assertion has expired", Reason::assertion_expired};
    case too_long_lived: return {kCode, "exp may be at most 300 seconds ahead", Reason::assertion_lifetime};
    case not_yet_valid: return {kCode, "nbf or iat is in the future", Reason::assertion_not_yet_valid};
    case wrong_jti: return {kCode, "jti must have 1 to 256 bytes", Reason::assertion_jti};
    case replayed: return {kCode, "the client assertion was used before", Reason::assertion_replayed};
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
