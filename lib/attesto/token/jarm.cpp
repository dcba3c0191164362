#include "attesto/token/jarm.hpp"

#include <algorithm>
#include <array>

#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "oauth-authz-resp+jwt";
constexpr std::array<std::string_view, 7> kRegisteredClaims = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

bool is_registered_claim(std::string_view name) {
  return std::ranges::find(kRegisteredClaims, name) != kRegisteredClaims.end();
}

}  // namespace

std::string mint_jarm_response(const Signer& signer, const JarmSettings& settings, const ResponseParameters& parameters,
                               Instant now) {
  std::string claims;
  claims.reserve(512);
  JsonWriter out(claims);
  out.begin_object()
      .member("iss", settings.issuer)
      .member("aud", settings.client_id.view())
      .member("exp", static_cast<std::int64_t>(to_seconds(now + settings.lifetime.value())));
  for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter) {
    const auto has_name = [&](const auto& earlier) { return earlier.first == parameter->first; };
    if (is_registered_claim(parameter->first) || std::any_of(parameters.begin(), parameter, has_name)) continue;
    out.member(parameter->first, parameter->second);
  }
  out.end_object();
  return sign_jwt(signer, kType, claims);
}

std::expected<JarmResponse, JarmError> check_jarm_response(std::string_view compact,
                                                           std::span<const VerificationKey> keys,
                                                           const JarmPolicy& policy, Instant now) {
  const auto jwt = verify_jwt(compact, kType, keys);
  if (!jwt) return std::unexpected(JarmError::untrusted);
  const Json& claims = jwt->claims();
  const std::string* iss = claims.find_string("iss");
  if (!iss || *iss != policy.issuer) return std::unexpected(JarmError::untrusted);
  const std::string* aud = claims.find_string("aud");
  if (!aud || *aud != policy.client_id.view()) return std::unexpected(JarmError::wrong_audience);
  const Json* exp = claims.find("exp");
  const auto expires_at = exp ? parse_numeric_date(*exp) : std::nullopt;
  if (!expires_at || *expires_at <= now || *expires_at > now + JarmLifetime::kMost)
    return std::unexpected(JarmError::expired);
  JarmResponse response{.iss = *iss, .aud = policy.client_id, .exp = *expires_at, .parameters = {}};
  for (const auto& [name, value] : *claims.object()) {
    if (is_registered_claim(name)) continue;
    if (!value.string()) return std::unexpected(JarmError::wrong_value);
    response.parameters.emplace_back(name, *value.string());
  }
  return response;
}

}  // namespace attesto::inline v0
