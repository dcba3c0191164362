#include "attesto/proof/dpop.hpp"

#include <string>

#include "attesto/base/secret.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/jose/self_signed_jwt.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kType = "dpop+jwt";
constexpr std::size_t kMaxJtiBytes = 256;
/// A node whose clock is behind ours by this much still finds the row while it accepts the proof.
constexpr std::chrono::seconds kReplaySkew{60};

DpopError to_dpop_error(SelfSignedError error) {
  switch (error) {
    case SelfSignedError::malformed: return DpopError::malformed;
    case SelfSignedError::wrong_type: return DpopError::wrong_type;
    case SelfSignedError::wrong_algorithm: return DpopError::wrong_algorithm;
    case SelfSignedError::critical_header: return DpopError::critical_header;
    case SelfSignedError::missing_key: return DpopError::missing_key;
    case SelfSignedError::refused_key: return DpopError::refused_key;
    case SelfSignedError::wrong_signature: return DpopError::wrong_signature;
  }
  std::unreachable();
}

bool names_target(const Json& claims, const TargetUri& target) {
  const std::string* htu = claims.find_string("htu");
  return htu && TargetUri::parse(*htu) == target;
}

/// Whole seconds on both sides: a proof made in the first second of the window counts.
std::expected<long long, DpopError> check_iat(const Json& claims, const DpopWindow& window, Instant now) {
  const std::int64_t* iat = claims.find_integer("iat");
  if (!iat || *iat < 0) return std::unexpected(DpopError::wrong_iat);
  const long long seconds = to_seconds(now);
  if (*iat > seconds + window.future().count() || *iat < seconds - window.past().count())
    return std::unexpected(DpopError::outside_window);
  return *iat;
}

/// "hash of the access token": base64url of SHA-256 over its ASCII form (RFC 9449 §4.2).
bool matches_token(const Json& claims, const std::optional<std::string_view>& access_token) {
  const Json* ath = claims.find("ath");
  if (!access_token) return !ath || ath->string();
  if (!ath || !ath->string()) return false;
  return equal_ct(as_bytes(*ath->string()), as_bytes(base64url_encode(sha256(*access_token))));
}

DpopNonces::Verdict judge_nonce(const Json& claims, const std::optional<DpopNonceRule>& rule, Instant now) {
  if (!rule) return DpopNonces::Verdict::good;
  const std::string* nonce = claims.find_string("nonce");
  return nonce ? rule->nonces.check(*nonce, rule->endpoint, now) : DpopNonces::Verdict::refused;
}

/// `jkt` has one length, so the text behind it needs no separator.
Record make_replay_record(const KeyThumbprint& jkt, std::string_view jti, Instant acceptable_until) {
  return {.key = {RecordKind::dpop_proof, sha256(jkt.str() + std::string(jti))},
          .expires_at = acceptable_until + kReplaySkew,
          .body = "{}"};
}

}  // namespace

std::expected<DpopProof, DpopError> check_dpop(const DpopRequest& request, const DpopPolicy& policy, Instant now) {
  if (request.proofs.size() != 1) return std::unexpected(DpopError::header_count);
  const auto jwt = verify_self_signed_jwt(request.proofs.front(), kType, policy.algorithms);
  if (!jwt) return std::unexpected(to_dpop_error(jwt.error()));
  const Json& claims = jwt->claims();

  const std::string* htm = claims.find_string("htm");
  if (!htm || *htm != request.method) return std::unexpected(DpopError::wrong_htm);
  if (!names_target(claims, request.target)) return std::unexpected(DpopError::wrong_htu);
  const auto iat = check_iat(claims, policy.window, now);
  if (!iat) return std::unexpected(iat.error());
  const std::string* jti = claims.find_string("jti");
  if (!jti || jti->empty() || jti->size() > kMaxJtiBytes) return std::unexpected(DpopError::wrong_jti);
  if (!matches_token(claims, request.access_token)) return std::unexpected(DpopError::wrong_ath);
  const auto nonce = judge_nonce(claims, policy.nonce, now);
  if (nonce == DpopNonces::Verdict::refused) return std::unexpected(DpopError::wrong_nonce);

  auto jkt = KeyThumbprint::parse(jwk_thumbprint(jwt->key())).value();
  const Instant acceptable_until = from_seconds(*iat + policy.window.past().count() + 1);
  Record replay_record = make_replay_record(jkt, *jti, acceptable_until);
  return DpopProof(std::move(jkt), std::move(replay_record), nonce == DpopNonces::Verdict::renew);
}

Error to_error(DpopError error) noexcept {
  using enum DpopError;
  constexpr auto kCode = ErrorCode::invalid_dpop_proof;
  switch (error) {
    case header_count: return {kCode, "send exactly one DPoP header field", Reason::dpop_header_count};
    case malformed: return {kCode, "the DPoP proof is not a JWT", Reason::dpop_malformed};
    case wrong_type: return {kCode, "typ of the DPoP proof must be dpop+jwt", Reason::dpop_type};
    case wrong_algorithm: return {kCode, "alg of the DPoP proof is not accepted", Reason::dpop_algorithm};
    case critical_header: return {kCode, "the DPoP proof has a header we refuse", Reason::dpop_critical_header};
    case missing_key: return {kCode, "the DPoP proof has no jwk", Reason::dpop_key_missing};
    case refused_key: return {kCode, "jwk of the DPoP proof is not accepted", Reason::dpop_key_refused};
    case wrong_signature: return {kCode, "the signature of the DPoP proof is wrong", Reason::dpop_signature};
    case wrong_htm: return {kCode, "htm is not the method of this request", Reason::dpop_htm};
    case wrong_htu: return {kCode, "htu is not the URL of this request", Reason::dpop_htu};
    case wrong_iat: return {kCode, "iat of the DPoP proof must be whole seconds", Reason::dpop_iat};
    case outside_window: return {kCode, "the DPoP proof is too old or from the future", Reason::dpop_window};
    case wrong_jti: return {kCode, "jti of the DPoP proof must have 1 to 256 bytes", Reason::dpop_jti};
    case wrong_ath: return {kCode, "ath is not the hash of the access token", Reason::dpop_ath};
    case wrong_nonce:
      return {ErrorCode::use_dpop_nonce, "use the nonce from the DPoP-Nonce header", Reason::dpop_nonce};
    case replayed: return {kCode, "the DPoP proof was used before", Reason::dpop_replayed};
  }
  std::unreachable();
}

std::vector<std::string_view> find_dpop_fields(const http::Request& request) {
  std::vector<std::string_view> fields;
  for (const http::HeaderView& header : request.headers)
    if (http::equal_ignoring_case(header.name, "dpop")) fields.push_back(header.value);
  return fields;
}

}  // namespace attesto::inline v0
