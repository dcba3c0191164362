#include "attesto/authorize/pipeline.hpp"

#include <algorithm>
#include <utility>

#include "attesto/authorize/pushed_request.hpp"
#include "attesto/base/overloaded.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

/// One pass through the host's callbacks, and where it comes from.
struct Attempt {
  const RequestContext& context;
  const http::Request& http_request;
  const Client& client;
  const AuthorizationRequest& request;
  const InteractionId& id;
  Instant created_at;
};

/// Who authorized what; nothing is written yet.
struct Decision {
  Authenticated who;
  Scope scope;
};

using Decided = std::variant<Decision, Error, http::Response>;

/// The oldest login that counts (OIDC Core §3.1.2.1: `prompt=login`, `max_age`).
std::optional<Instant> oldest_login(const Attempt& attempt) {
  std::optional<Instant> not_before;
  if (attempt.request.max_age) not_before = attempt.created_at - *attempt.request.max_age;
  if (attempt.request.prompt.login || attempt.request.prompt.select_account)
    not_before = std::max(not_before.value_or(Instant{}), attempt.created_at);
  return not_before;
}

Error login_required() { return {ErrorCode::login_required, "the end-user must log in", Reason::login_required}; }

Error consent_required() {
  return {ErrorCode::consent_required, "the end-user must consent", Reason::consent_required};
}

/// The host knows who it is; whether that counts for this request is decided here.
std::optional<Error> check_login(const Attempt& attempt, const Authenticated& who,
                                 const std::optional<Instant>& not_before) {
  if (not_before && who.auth_time < *not_before) return login_required();
  const auto& hinted = attempt.request.id_token_hint_subject;
  if (hinted && *hinted != who.subject) return login_required();
  // "the Authorization Server MUST treat that outcome as a failed authentication attempt" (OIDC Core §5.5.1.1)
  if (attempt.request.essential_acr && !attempt.request.essential_acr->is_met_by(who.acr))
    return Error{ErrorCode::unmet_authentication_requirements, "the login does not reach the essential acr",
                 Reason::acr_unmet};
  return std::nullopt;
}

Decided ask_consent(const AuthorizeServices& services, const Attempt& attempt, Authenticated who,
                    const std::string& resume) {
  const ConsentRequest question{.request = attempt.request,
                                .client = attempt.client,
                                .subject = who.subject,
                                .scope = attempt.request.scope,
                                .interaction = attempt.id.view(),
                                .resume_uri = resume,
                                .interactive = !attempt.request.prompt.none,
                                .force = attempt.request.prompt.consent};
  ConsentOutcome outcome = services.end_users.consent(question, attempt.http_request);
  return std::visit(
      Overloaded{[&](Consented& consented) -> Decided {
                   if (!consented.scope.is_subset_of(attempt.request.scope))
                     return Error{ErrorCode::server_error, "the consent widened the request", Reason::internal_failure};
                   return Decision{std::move(who), std::move(consented.scope)};
                 },
                 [](const Denied&) -> Decided {
                   return Error{ErrorCode::access_denied, "the end-user denied the request", Reason::access_denied};
                 },
                 [](const ConsentMissing&) -> Decided { return consent_required(); },
                 [&](http::Response& response) -> Decided {
                   if (attempt.request.prompt.none) return consent_required();  // as in decide()
                   return std::move(response);
                 },
                 [](const Unavailable&) -> Decided { return fail_unavailable(Reason::host_unavailable).error(); }},
      outcome);
}

Decided decide(const AuthorizeServices& services, const Attempt& attempt) {
  const std::string resume = resume_uri(services, attempt.id);
  const auto not_before = oldest_login(attempt);
  const AuthenticationRequest question{.request = attempt.request,
                                       .client = attempt.client,
                                       .interaction = attempt.id.view(),
                                       .resume_uri = resume,
                                       .interactive = !attempt.request.prompt.none,
                                       .not_before = not_before};
  AuthenticationOutcome outcome = services.end_users.authenticate_resource_owner(question, attempt.http_request);
  return std::visit(
      Overloaded{[&](Authenticated& who) -> Decided {
                   if (const auto error = check_login(attempt, who, not_before)) return *error;
                   return ask_consent(services, attempt, std::move(who), resume);
                 },
                 [](const NotAuthenticated&) -> Decided { return login_required(); },
                 [&](http::Response& response) -> Decided {
                   // "MUST NOT display any authentication or consent user interface pages" (OIDC Core
                   // §3.1.2.1), whatever the host thinks of it.
                   if (attempt.request.prompt.none) return login_required();
                   return std::move(response);
                 },
                 [](const Unavailable&) -> Decided { return fail_unavailable(Reason::host_unavailable).error(); }},
      outcome);
}

Error lost_commit(const std::expected<Outcome, StoreError>& outcome) {
  if (!outcome) return fail_unavailable(Reason::store_unavailable).error();
  return {ErrorCode::invalid_request, "this authorization was completed before", Reason::interaction_completed};
}

bool won(const std::expected<Outcome, StoreError>& outcome) { return outcome && *outcome; }

Record code_record(const AuthorizeServices& services, const Client& client, const AuthorizationCode& code,
                   const Secret& value) {
  // A used code stays on record as long as a token of its family can live, so that late reuse
  // still revokes (RFC 6749 §4.1.2).
  const bool refreshes = code.authorization.scope.contains("offline_access") && client.may_use("refresh_token");
  const auto guarded = refreshes ? services.lifetimes.refresh_family : services.lifetimes.access_token;
  return {.key = record_key(RecordKind::authorization_code, value.expose()),
          .family = code.authorization.family,
          .expires_at = code.expires_at + guarded,
          .body = code.to_json()};
}

Audience granted_audience(const AuthorizeServices& services, const AuthorizationRequest& request) {
  return request.resources.empty() ? Audience(services.audience) : request.resources;
}

std::chrono::seconds code_lifetime(const AuthorizeServices& services, const Client& client) {
  const auto most = services.lifetimes.authorization_code;
  return std::min(most, client.authorization_code_lifetime.value_or(most));
}

/// @return a refusal without redirect if the commit is lost: somebody else has the answer then, or
///         nobody knows
AuthorizationAnswer grant_code(const AuthorizeServices& services, const Attempt& attempt,
                               const TrustedRedirect& redirect, Decision decision, std::vector<Claim> claims) {
  AuthorizationCode code{.authorization = {.family = FamilyId(mint_identifier(services.random)),
                                           .client_id = attempt.request.client_id,
                                           .subject = decision.who.subject,
                                           .scope = std::move(decision.scope),
                                           .audience = granted_audience(services, attempt.request),
                                           .authorization_details = attempt.request.authorization_details,
                                           .auth_time = decision.who.auth_time,
                                           .nonce = attempt.request.nonce,
                                           .acr = std::move(decision.who.acr),
                                           .amr = std::move(decision.who.amr)},
                         .redirect_uri = attempt.request.redirect_uri,
                         .code_challenge = attempt.request.code_challenge,
                         .dpop_jkt = attempt.request.dpop_jkt,
                         .expires_at = attempt.context.now + code_lifetime(services, attempt.client)};
  Secret value = mint_handle(services.random, attempt.context.now);
  const auto outcome = services.store.commit(
      {.claims = std::move(claims), .records = {code_record(services, attempt.client, code, value)}});
  if (!won(outcome)) return AuthorizationRefusal{lost_commit(outcome)};
  return CodeGranted{redirect, std::move(value), std::move(code.authorization)};
}

/// By reference or by value; whether by value will do is up to the server and the client.
std::expected<ValidAuthorization, AuthorizationRefusal> find_request(const AuthorizeServices& services,
                                                                     const Form& form, Instant now) {
  const auto request_uri = form.find("request_uri");
  if (request_uri && is_pushed_request_uri(*request_uri)) return find_pushed_request(services, form, now);
  auto valid = check_authorization_request(services, form, now);
  if (!valid) return valid;
  if (!services.require_pushed_requests && !valid->client->require_pushed_authorization_requests) return valid;
  const Error error{ErrorCode::invalid_request, "the request must be pushed first", Reason::pushed_request_required};
  return std::unexpected(AuthorizationRefusal{error, std::move(valid->redirect)});
}

bool is_outage(const Error& error) { return error.code == ErrorCode::temporarily_unavailable; }

/// What ends with the first answer that the client gets, be it a code or a refusal (RFC 9126 §4).
std::vector<Claim> claims_of(const Interaction& interaction) {
  if (!interaction.pushed_request) return {};
  return {{.key = *interaction.pushed_request}};
}

FrontChannelAnswer refuse_at_once(const AuthorizeServices& services, const Error& error, TrustedRedirect redirect,
                                  std::vector<Claim> claims) {
  if (claims.empty() || is_outage(error)) return {AuthorizationRefusal{error, std::move(redirect)}};
  const auto outcome = services.store.commit({.claims = std::move(claims)});
  if (!won(outcome)) return {AuthorizationRefusal{lost_commit(outcome)}};
  return {AuthorizationRefusal{error, std::move(redirect)}};
}

FrontChannelAnswer begin(const AuthorizeServices& services, const RequestContext& context, const http::Request& request,
                         const Form& form) {
  auto valid = find_request(services, form, context.now);
  if (!valid) return {std::move(valid).error()};
  NewInteraction opened = make_interaction(services, std::move(valid->request), context.now);
  opened.interaction.pushed_request = valid->pushed_request;
  const Attempt attempt{context, request, *valid->client, opened.interaction.request, opened.id, context.now};
  Decided decided = decide(services, attempt);
  return std::visit(Overloaded{[&](Decision& decision) -> FrontChannelAnswer {
                                 auto answer = grant_code(services, attempt, valid->redirect, std::move(decision),
                                                          claims_of(opened.interaction));
                                 // The client hears of an outage, since a 503 would not reach it (RFC 6749 §4.1.2.1).
                                 auto* refusal = std::get_if<AuthorizationRefusal>(&answer);
                                 if (refusal && is_outage(refusal->error))
                                   refusal->redirect = std::move(valid->redirect);
                                 return {std::move(answer)};
                               },
                               [&](const Error& error) -> FrontChannelAnswer {
                                 return refuse_at_once(services, error, std::move(valid->redirect),
                                                       claims_of(opened.interaction));
                               },
                               [&](http::Response& response) -> FrontChannelAnswer {
                                 const auto outcome = services.store.commit({.records = {interaction_record(opened)}});
                                 if (!won(outcome))
                                   return {AuthorizationRefusal{lost_commit(outcome), std::move(valid->redirect)}};
                                 return {HostTakesOver{std::move(response)}, binding_cookie(services, opened)};
                               }},
                    decided);
}

Error interaction_error(InteractionFault fault) {
  switch (fault) {
    case InteractionFault::unknown:
      return {ErrorCode::invalid_request, "this authorization is not known", Reason::interaction_unknown};
    case InteractionFault::expired:
      return {ErrorCode::invalid_request, "this authorization has expired", Reason::interaction_expired};
    case InteractionFault::completed:
      return {ErrorCode::invalid_request, "this authorization was completed before", Reason::interaction_completed};
    case InteractionFault::other_browser:
      return {ErrorCode::invalid_request, "this authorization was begun in another browser",
              Reason::interaction_other_browser};
    case InteractionFault::unavailable: return fail_unavailable(Reason::store_unavailable).error();
  }
  std::unreachable();
}

/// A refusal ends the interaction as a code does: it is used up before the client hears of it. An
/// outage ends nothing, so that the end-user can try again.
FrontChannelAnswer refuse_resumed(const AuthorizeServices& services, const InteractionId& id, const Error& error,
                                  TrustedRedirect redirect, std::vector<Claim> claims) {
  if (is_outage(error)) return {AuthorizationRefusal{error}};
  const auto outcome = services.store.commit({.claims = std::move(claims)});
  if (!won(outcome)) return {AuthorizationRefusal{lost_commit(outcome)}};
  return {AuthorizationRefusal{error, std::move(redirect)}, expired_binding_cookie(services, id)};
}

FrontChannelAnswer resume(const AuthorizeServices& services, const RequestContext& context,
                          const http::Request& request, const InteractionId& id, const Interaction& interaction) {
  const AuthorizationRequest& stored = interaction.request;
  // Checked again: the client may have changed since.
  auto checked = RedirectCheck::check(services.load_client, stored.client_id, stored.redirect_uri, stored.state,
                                      stored.response_mode);
  if (!checked) return {AuthorizationRefusal{checked.error()}};

  const Attempt attempt{context, request, *checked->client, stored, id, interaction.created_at};
  std::vector<Claim> claims = claims_of(interaction);
  claims.push_back({.key = record_key(RecordKind::interaction, id.view())});
  Decided decided = decide(services, attempt);
  return std::visit(
      Overloaded{[&](Decision& decision) -> FrontChannelAnswer {
                   auto answer = grant_code(services, attempt, checked->redirect, std::move(decision), claims);
                   const bool granted = std::holds_alternative<CodeGranted>(answer);
                   return {std::move(answer),
                           granted ? std::optional(expired_binding_cookie(services, id)) : std::nullopt};
                 },
                 [&](const Error& error) -> FrontChannelAnswer {
                   return refuse_resumed(services, id, error, std::move(checked->redirect), claims);
                 },
                 [](http::Response& response) -> FrontChannelAnswer { return {HostTakesOver{std::move(response)}}; }},
      decided);
}

}  // namespace

FrontChannelAnswer begin_authorization(const AuthorizeServices& services, const RequestContext& context,
                                       const http::Request& request, const Form& form) {
  FrontChannelAnswer answer = begin(services, context, request, form);
  answer.client_id = form.find("client_id").value_or("");
  return answer;
}

FrontChannelAnswer resume_authorization(const AuthorizeServices& services, const RequestContext& context,
                                        const http::Request& request, const InteractionId& id) {
  const auto open = open_interaction(services, request, id, context.now);
  if (!open) return {AuthorizationRefusal{interaction_error(open.error())}};
  FrontChannelAnswer answer = resume(services, context, request, id, open->interaction);
  answer.client_id = open->interaction.request.client_id.view();
  return answer;
}

}  // namespace attesto::inline v0
