#include "attesto/resource/access.hpp"

#include <utility>

#include "attesto/proof/confirmation.hpp"
#include "attesto/proof/mtls.hpp"
#include "attesto/resource/bearer.hpp"
#include "attesto/token/revocation.hpp"

namespace attesto::inline v0 {
namespace {

/// The certificate of the connection, where the token is bound to one. Other tokens have nothing to do
/// with it: their client may be showing it to somebody else on the way.
std::optional<CertificateThumbprint> find_shown_certificate(const AccessToken& token, const http::Request& request) {
  if (!token.cnf.x5t_s256 || request.peer.certificate_der.empty()) return std::nullopt;
  return certificate_thumbprint(request.peer.certificate_der);
}

/// The proof of a token that is bound to a key.
Result<DpopProof> check_proof(const AccessRules& rules, const PresentedToken& presented, const AccessToken& token,
                              const http::Request& request, Instant now) {
  const auto fields = find_dpop_fields(request);
  // A bearer token that came under the wrong name gains nothing from a proof (RFC 9449 §7.1).
  if (!token.cnf.jkt) return std::unexpected(to_error(ConfirmationError::proof_unexpected));
  if (fields.empty()) return std::unexpected(to_error(ConfirmationError::proof_required));
  const auto target = TargetUri::parse(rules.url);
  if (!target)
    return fail(ErrorCode::server_error, "the resource does not know its own address", Reason::internal_failure);
  auto proof =
      check_dpop({.proofs = fields, .method = request.method, .target = *target, .access_token = presented.value},
                 rules.dpop->policy_at(DpopEndpoint::protected_resource), now);
  if (!proof) return std::unexpected(to_error(proof.error()));
  if (const auto fits =
          check_confirmation(token.cnf, {.jkt = proof->jkt(), .x5t_s256 = find_shown_certificate(token, request)});
      !fits)
    return std::unexpected(to_error(fits.error()));
  return *std::move(proof);
}

/// A proof beside a bearer token would never be looked at, so it is not taken either.
Result<void> check_alone(const AccessRules& rules, const AccessToken& token, const http::Request& request) {
  if (const auto fits = check_confirmation(token.cnf, {.x5t_s256 = find_shown_certificate(token, request)}); !fits)
    return std::unexpected(to_error(fits.error()));
  if (rules.dpop && request.header_count("dpop") > 0)
    return std::unexpected(to_error(ConfirmationError::proof_unexpected));
  return {};
}

/// The last step: whoever comes second with a proof is refused.
Result<void> record_proof(Store& store, const DpopProof& proof) {
  const auto outcome = store.commit({.records = {proof.replay_record()}});
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  if (!*outcome) return std::unexpected(to_error(DpopError::replayed));
  return {};
}

}  // namespace

Result<Access> check_access(const AccessRules& rules, const PresentedToken& presented, const http::Request& request,
                            Store& store, Instant now) {
  const bool with_proof = presented.scheme == TokenScheme::dpop;
  if (with_proof && !rules.dpop)
    return fail(ErrorCode::invalid_token, "an access token is missing", Reason::token_missing);
  ATTESTO_TRY(token, verify_token(presented.value, rules.keys, rules.policy, now));
  if (!with_proof) {
    if (auto alone = check_alone(rules, token, request); !alone) return std::unexpected(alone.error());
    if (auto alive = check_not_revoked(store, token); !alive) return std::unexpected(alive.error());
    return Access{std::move(token)};
  }
  ATTESTO_TRY(proof, check_proof(rules, presented, token, request, now));
  if (auto alive = check_not_revoked(store, token); !alive) return std::unexpected(alive.error());
  if (auto first = record_proof(store, proof); !first) return std::unexpected(first.error());
  return Access{std::move(token), proof.renew_nonce()};
}

}  // namespace attesto::inline v0
