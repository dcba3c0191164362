// POST /token from top to bottom - RFC 6749 §3.2.
#include <algorithm>
#include <utility>
#include <vector>

#include "attesto/client_auth/client_auth.hpp"
#include "attesto/endpoint/dpop_proof.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/endpoint/single_use.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/proof/client_assertion.hpp"
#include "attesto/proof/mtls.hpp"

namespace attesto::inline v0 {
namespace {

/// What is known of a request while it is worked on, for the event at its end.
struct Progress {
  std::string client_id{};
  std::string grant_type{};
  std::string subject{};
  bool send_nonce = false;  ///< the proof's own is missing or getting old
};

/// What a request shows besides its form.
struct Evidence {
  ShownProofs shown{};
  std::vector<SingleUse> single_use{};
};

/// A request of which everything is known that comes before the grant.
struct Attempt {
  const Grant& grant;
  TokenRequest request;
  std::vector<SingleUse> single_use;
};

Result<const Grant*> choose_grant(const Services& services, const Form& form, Progress& progress) {
  ATTESTO_TRY(type, required(form, "grant_type", "the grant_type parameter is missing"));
  const Grant* grant = find_grant(services.grants, type);
  if (!grant)
    return fail(ErrorCode::unsupported_grant_type, "this grant_type is not supported", Reason::unsupported_grant_type);
  progress.grant_type = grant->type;
  return grant;
}

/// What one grant lets a client repeat is still an error for all others (RFC 6749 §3.2).
Result<void> check_repeats(const Services& services, const Form& form, const Grant& grant) {
  for (const std::string_view name : services.repeatable) {
    const bool allowed = std::ranges::find(grant.repeatable, name) != grant.repeatable.end();
    if (!allowed && form.repeats(name))
      return fail(ErrorCode::invalid_request, "a parameter is given more than once", Reason::parameter_repeated);
  }
  return {};
}

Result<void> check_client_may(const Client& client, const Grant& grant) {
  const bool allowed = client.may_use(grant.type) && (grant.for_public_clients || !client.is_public());
  if (allowed) return {};
  return fail(ErrorCode::unauthorized_client, "the client may not use this grant_type",
              Reason::client_grant_not_allowed);
}

/// Takes nothing but what the client is registered to show: neither kind of proof stands for the
/// other (W-9).
Result<void> check_sender_constraint(const Services& services, const Client& client, const ShownProofs& shown) {
  // "the authorization server MUST reject token requests from the client that do not contain the DPoP
  // header" (RFC 9449 §5.2)
  if (client.dpop_bound_access_tokens && !shown.jkt)
    return fail(ErrorCode::invalid_request, "the client must send a DPoP proof", Reason::dpop_required);
  if (client.tls_client_certificate_bound_access_tokens && !shown.x5t_s256)
    return fail(ErrorCode::invalid_request, "the client must show its certificate", Reason::certificate_required);
  // "shall only issue sender-constrained access tokens" (FAPI 2.0 Security Profile §5.3.2.1)
  if (services.require_sender_constraint && !shown.jkt && !shown.x5t_s256)
    return fail(ErrorCode::invalid_request, "tokens are bound to a key here: send a DPoP proof", Reason::dpop_required);
  return {};
}

/// The certificate that tokens get bound to: of the clients that asked for it (RFC 8705 §3.4). Others may
/// show one to authenticate, and go on with another, renewed one.
Result<std::optional<CertificateThumbprint>> find_bound_certificate(const Client& client, const http::Peer& peer) {
  if (!client.tls_client_certificate_bound_access_tokens || peer.certificate_der.empty()) return std::nullopt;
  const auto certificate = Certificate::parse(peer.certificate_der);
  if (!certificate)
    return fail(ErrorCode::invalid_request, "the client certificate can not be read", Reason::certificate_malformed);
  return certificate_thumbprint(*certificate);
}

Result<Evidence> gather_evidence(const Services& services, const RequestContext& context, const http::Request& request,
                                 const AuthenticatedClient& client, Progress& progress) {
  Evidence evidence;
  if (client.replay_record())
    evidence.single_use.push_back({*client.replay_record(), to_error(ClientAssertionError::replayed)});
  auto proof = find_dpop_proof(services, context, request);
  if (!proof) {
    progress.send_nonce = proof.error().code == ErrorCode::use_dpop_nonce;
    return std::unexpected(proof.error());
  }
  if (*proof) {
    progress.send_nonce = (*proof)->renew_nonce();
    evidence.shown.jkt = (*proof)->jkt();
    evidence.single_use.push_back({(*proof)->replay_record(), to_error(DpopError::replayed)});
  }
  ATTESTO_TRY(certificate, find_bound_certificate(client.client(), request.peer));
  evidence.shown.x5t_s256 = std::move(certificate);
  if (auto fits = check_sender_constraint(services, client.client(), evidence.shown); !fits)
    return std::unexpected(fits.error());
  return evidence;
}

void report_reuse(const Services& services, const RequestContext& context, const Progress& progress, Reason reason) {
  services.emit(context, {.kind = EventKind::reuse_detected,
                          .client_id = progress.client_id,
                          .grant_type = progress.grant_type,
                          .reason = reason});
}

/// A refusal that brings down a family writes just that, and uses up what counts once: a replayed
/// assertion must not bring anything down. If it can't be written, the client must not hear a refusal
/// either, or nobody would try again. Any other refusal leaves everything as it was.
Error settle_refusal(const Services& services, const RequestContext& context, const Progress& progress,
                     const Attempt& attempt, const Refusal& refusal) {
  if (!refusal.revoke) return refusal.error;
  Commit commit{.revoke = {*refusal.revoke},
                .remember_revoked_until = remember_revoked_until(services.lifetimes, context.now)};
  use_up(attempt.single_use, commit);
  const auto outcome = services.store.commit(commit);
  if (outcome && !*outcome) return describe_second_use(services.store, attempt.single_use, refusal.error);
  report_reuse(services, context, progress, refusal.error.reason);
  if (!outcome) return fail_unavailable(Reason::store_unavailable).error();
  return refusal.error;
}

Error describe_loss(LossReason reason, std::string_view grant_type) {
  switch (reason) {
    case LossReason::absent:
      return {ErrorCode::invalid_grant, "the grant is not valid",
              grant_type == "refresh_token" ? Reason::refresh_unknown : Reason::code_unknown};
    case LossReason::consumed:
      return {ErrorCode::invalid_grant, "the grant was used before",
              grant_type == "refresh_token" ? Reason::refresh_reused : Reason::code_reused};
    case LossReason::revoked:
      return {ErrorCode::invalid_grant, "the authorization was revoked", Reason::family_revoked};
    case LossReason::exists:
      return {ErrorCode::server_error, "the token could not be stored", Reason::internal_failure};
  }
  std::unreachable();
}

/// The one write of a token request. One that uses nothing up and stores nothing has none.
Result<Outcome> commit_once(const Services& services, const Commit& commit) {
  if (commit.claims.empty() && commit.records.empty()) return Outcome(Won{});
  const auto outcome = services.store.commit(commit);
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  return *outcome;
}

/// Whether another request was first, and nothing was revoked for that: then the grant may have an
/// answer that fits what the other one left (the grace of a refresh).
bool may_plan_again(const Commit& commit, LossReason reason) {
  return reason == LossReason::consumed && std::ranges::none_of(commit.claims, &Claim::revoke_on_loss);
}

Error settle_loss(const Services& services, const RequestContext& context, const Progress& progress,
                  const Attempt& attempt, LossReason reason) {
  const Error error = describe_loss(reason, progress.grant_type);
  if (reason == LossReason::exists) return describe_second_use(services.store, attempt.single_use, error);
  if (reason == LossReason::consumed) report_reuse(services, context, progress, error.reason);
  return error;
}

Result<Issued> issue(const Services& services, const RequestContext& context, const KeyRing& keys, const Client& client,
                     IssuePlan plan) {
  const Signer& default_signer = keys.default_signer();
  const Signer* id_token_signer =
      client.id_token_signed_response_alg ? keys.signer(*client.id_token_signed_response_alg) : &default_signer;
  // Another algorithm than the registered one is what the client must refuse (OIDC Core §3.1.3.7).
  if (plan.with_id_token && !id_token_signer)
    return fail(ErrorCode::server_error, "the server has no key for the client's id_token_signed_response_alg",
                Reason::internal_failure);
  return issue_tokens({.issuer = services.issuer.str(),
                       .lifetimes = services.lifetimes,
                       .access_token_signer = default_signer,
                       .id_token_signer = id_token_signer ? *id_token_signer : default_signer},
                      services.random, context.now, std::move(plan));
}

/// Whatever the grant, its tokens are bound to what was shown, and what counts once is used up with them.
Result<Issued> issue_bound(const Services& services, const RequestContext& context, const KeyRing& keys,
                           const Attempt& attempt, IssuePlan plan) {
  const TokenRequest& request = attempt.request;
  plan.cnf = {.jkt = request.shown.jkt, .x5t_s256 = request.shown.x5t_s256};
  plan.binds_refresh_token = request.client.is_public();
  ATTESTO_TRY(issued, issue(services, context, keys, request.client, std::move(plan)));
  use_up(attempt.single_use, issued.commit);
  return std::move(issued);
}

/// Read, decide and sign first, with nothing written; then one commit; then the answer. Who lost a
/// race reads and decides once more, never twice: by then it is known what the winner did.
Result<TokenSet> run_grant(const Services& services, const RequestContext& context, const Attempt& attempt,
                           Progress& progress) {
  const auto keys = services.keys();
  const GrantView view{.store = services.store,
                       .keys = keys->verification_keys(),
                       .lifetimes = services.lifetimes,
                       .refresh_rotation = services.refresh_rotation,
                       .audience = services.audience,
                       .targets = services.targets,
                       .narrow_scope = services.narrow_scope,
                       .decide_exchange = services.decide_exchange,
                       .subject_is_active = services.end_users ? &services.end_users->subject_is_active : nullptr};
  for (bool again = false;; again = true) {
    auto plan = attempt.grant.plan(context, view, attempt.request);
    if (!plan) return std::unexpected(settle_refusal(services, context, progress, attempt, plan.error()));
    progress.subject = plan->subject.view();
    ATTESTO_TRY(issued, issue_bound(services, context, *keys, attempt, *std::move(plan)));
    ATTESTO_TRY(outcome, commit_once(services, issued.commit));
    if (outcome) return std::move(issued.tokens);
    const LossReason reason = outcome.error().reason;
    if (again || !may_plan_again(issued.commit, reason))
      return std::unexpected(settle_loss(services, context, progress, attempt, reason));
  }
}

Result<TokenSet> handle_token(const Services& services, const RequestContext& context, const http::Request& request,
                              Progress& progress) {
  ATTESTO_TRY(form, read_form_body(request, services.repeatable));
  if (const auto client_id = form.find("client_id")) progress.client_id = *client_id;
  ATTESTO_TRY(grant, choose_grant(services, form, progress));
  if (auto once = check_repeats(services, form, *grant); !once) return std::unexpected(once.error());
  ATTESTO_TRY(client, authenticate_client(services.client_auth, request, form, context.now));
  progress.client_id = client.client().client_id.view();
  if (auto may = check_client_may(client.client(), *grant); !may) return std::unexpected(may.error());
  ATTESTO_TRY(evidence, gather_evidence(services, context, request, client, progress));
  return run_grant(services, context,
                   {*grant, {form, client.client(), std::move(evidence.shown)}, std::move(evidence.single_use)},
                   progress);
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  Progress progress;
  const auto tokens = handle_token(services, context, request, progress);
  Event event{.kind = EventKind::token_issued,
              .client_id = progress.client_id,
              .subject = progress.subject,
              .grant_type = progress.grant_type};
  if (tokens) {
    event.scope = tokens->scope;
  } else {
    event.kind = EventKind::token_denied;
    event.reason = tokens.error().reason;
  }
  services.emit(context, event);
  http::Response response =
      tokens ? render_tokens(*tokens) : render_error(tokens.error(), context, ToClient{services.issuer.str()});
  if (progress.send_nonce) add_dpop_nonce(response, services.dpop, DpopEndpoint::authorization_server, context.now);
  return response;
}

}  // namespace

extern const Endpoint token_endpoint{"token", "POST", handle};

}  // namespace attesto::inline v0
