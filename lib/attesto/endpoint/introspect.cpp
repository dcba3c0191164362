// POST /introspect - RFC 7662.
#include <expected>
#include <utility>

#include "attesto/client_auth/client_auth.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/proof/client_assertion.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/token/introspection.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/token/revocation.hpp"

namespace attesto::inline v0 {
namespace {

/// A token that counts, or why it doesn't. The reason is for the log: "the authorization server SHOULD
/// NOT include any additional information about an inactive token, including why" (§2.2).
using Standing = std::expected<ActiveToken, Reason>;

Result<Standing> inactive(Reason reason) { return Standing(std::unexpected(reason)); }

/// Who asks, and when.
struct Question {
  const Services& services;
  const Client& caller;
  Instant now;
};

/// Whether those whom the token concerns are still there: its end-user, and the client that holds it.
/// What was switched off counts from then on, not from when the token expires.
Result<std::optional<Reason>> find_absentee(const Question& question, const ClientId& issued_to,
                                            const Subject* end_user) {
  const Services& services = question.services;
  if (issued_to != question.caller.client_id) {
    const auto client = services.client_auth.load_client(issued_to);
    if (!client) return fail_unavailable(Reason::host_unavailable);
    if (!*client || (*client)->disabled) return Reason::client_disabled;
  }
  if (!end_user || !services.end_users || !services.end_users->subject_is_active) return std::nullopt;
  const auto active = (*services.end_users->subject_is_active)(*end_user);
  if (!active) return fail_unavailable(Reason::host_unavailable);
  return *active ? std::nullopt : std::optional(Reason::subject_gone);
}

/// The last checks of both kinds: may the caller see it, and are its people still there?
Result<Standing> judge(const Question& question, ActiveToken token, bool of_end_user) {
  const auto permitted = question.services.introspection->permit({.caller = question.caller,
                                                                  .issued_to = token.client_id,
                                                                  .audience = token.aud,
                                                                  .subject = token.sub,
                                                                  .scope = token.scope});
  if (!permitted) return fail_unavailable(Reason::host_unavailable);
  if (!*permitted) return inactive(Reason::introspection_not_permitted);
  ATTESTO_TRY(absentee, find_absentee(question, token.client_id, of_end_user ? &token.sub : nullptr));
  if (absentee) return inactive(*absentee);
  return Standing(std::move(token));
}

Reason reason_of(AccessTokenError error) {
  return error == AccessTokenError::expired ? Reason::token_expired : Reason::token_malformed;
}

Result<Standing> introspect_access_token(const Question& question, std::string_view compact) {
  const Services& services = question.services;
  const auto keys = services.keys();
  auto token = check_issued_token(compact, keys->verification_keys(), services.issuer.str(), question.now);
  if (!token) return inactive(reason_of(token.error()));
  const auto revoked = is_revoked(services.store, *token);
  if (!revoked) return fail_unavailable(Reason::store_unavailable);
  if (*revoked) return inactive(Reason::token_revoked);
  // Without a family a client speaks for itself.
  const bool of_end_user = token->family.has_value();
  return judge(question,
               {.iss = std::move(token->iss),
                .aud = std::move(token->aud),
                .sub = std::move(token->sub),
                .client_id = std::move(token->client_id),
                .scope = std::move(token->scope),
                .jti = std::move(token->jti),
                .iat = token->iat,
                .exp = token->exp,
                .cnf = std::move(token->cnf),
                .act = std::move(token->act),
                .may_act = std::move(token->may_act),
                .authorization_details = std::move(token->authorization_details)},
               of_end_user);
}

/// One that was used is not active, even while the grace lets its own client repeat the request.
Result<Standing> introspect_refresh_token(const Question& question, std::string_view value) {
  const Services& services = question.services;
  const auto found = services.store.find(record_key(RecordKind::refresh_token, value));
  if (!found) return fail_unavailable(Reason::store_unavailable);
  const auto token = *found ? RefreshToken::from_json((*found)->body) : std::nullopt;
  if (!token) return inactive(Reason::refresh_unknown);
  if ((*found)->family_revoked) return inactive(Reason::family_revoked);
  if ((*found)->consumed) return inactive(Reason::refresh_reused);
  if (token->expires_at <= question.now) return inactive(Reason::refresh_expired);
  const Authorization& authorization = token->authorization;
  return judge(question,
               {.iss = services.issuer.str(),
                .sub = authorization.subject,
                .client_id = authorization.client_id,
                .scope = authorization.scope,
                .exp = token->expires_at,
                .cnf = token->cnf,
                .authorization_details = authorization.authorization_details,
                .auth_time = authorization.auth_time,
                .acr = authorization.acr,
                .is_access_token = false},
               true);
}

/// A JWT has dots and a refresh token none, so the form says which it is, and the hint has nothing to
/// add (§2.1).
Result<Standing> introspect(const Question& question, std::string_view token) {
  return token.contains('.') ? introspect_access_token(question, token) : introspect_refresh_token(question, token);
}

/// An assertion counts once whatever it came with; nothing else is written here.
Result<void> use_up_assertion(const Services& services, const AuthenticatedClient& client) {
  if (!client.replay_record()) return {};
  const auto outcome = services.store.commit({.records = {*client.replay_record()}});
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  if (!*outcome) return std::unexpected(to_error(ClientAssertionError::replayed));
  return {};
}

Result<Standing> handle_introspect(const Services& services, const RequestContext& context,
                                   const http::Request& request, std::string& client_id) {
  ATTESTO_TRY(form, read_form_body(request));
  ATTESTO_TRY(client, authenticate_client(services.client_auth, request, form, context.now));
  client_id = client.client().client_id.view();
  // "To prevent token scanning attacks, the endpoint MUST also require some form of authorization" (§2.1).
  if (client.client().is_public())
    return fail(ErrorCode::invalid_client, "public clients can not introspect tokens", Reason::client_wrong_method);
  ATTESTO_TRY(token, required(form, "token", "the token parameter is missing"));
  ATTESTO_TRY(standing, introspect({services, client.client(), context.now}, token));
  if (auto used = use_up_assertion(services, client); !used) return std::unexpected(used.error());
  return std::move(standing);
}

http::Response refuse(const Services& services, const RequestContext& context, const Error& error,
                      std::string_view client_id) {
  services.emit(context, {.kind = EventKind::introspection_denied, .client_id = client_id, .reason = error.reason});
  return render_error(error, context, ToClient{services.issuer.str()});
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  std::string client_id;
  const auto standing = handle_introspect(services, context, request, client_id);
  if (!standing) return refuse(services, context, standing.error(), client_id);
  Event event{.kind = EventKind::token_introspected, .client_id = client_id};
  if (*standing) event.subject = (*standing)->sub.view();
  else event.reason = standing->error();
  services.emit(context, event);
  return render_json(200, *standing ? render_introspection(**standing) : render_introspection(std::nullopt));
}

}  // namespace

extern const Endpoint introspect_endpoint{"introspect", "POST", handle};

}  // namespace attesto::inline v0
