// POST /revoke - RFC 7009.
#include <utility>

#include "attesto/client_auth/client_auth.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/proof/client_assertion.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/token/revocation.hpp"

namespace attesto::inline v0 {
namespace {

/// What a revocation will write; nothing if the token is not one of this client's.
using Revocation = std::optional<Commit>;

/// A refresh token takes its whole family with it (§2.1).
Result<Revocation> plan_refresh_token(const Services& services, const RequestContext& context, const Client& client,
                                      std::string_view token) {
  const auto found = services.store.find(record_key(RecordKind::refresh_token, token));
  if (!found) return fail_unavailable(Reason::store_unavailable);
  if (!*found) return std::nullopt;
  const auto refresh_token = RefreshToken::from_json((*found)->body);
  if (!refresh_token || refresh_token->authorization.client_id != client.client_id) return std::nullopt;
  return Commit{.revoke = {refresh_token->authorization.family},
                .remember_revoked_until = remember_revoked_until(services.lifetimes, context.now)};
}

/// An access token is put on the list of those that no longer count, until it expires anyway;
/// whatever resource it is for.
Revocation plan_access_token(const Services& services, const RequestContext& context, const Client& client,
                             std::string_view token) {
  const auto keys = services.keys();
  const auto access_token = check_issued_token(token, keys->verification_keys(), services.issuer.str(), context.now);
  if (!access_token || access_token->client_id != client.client_id) return std::nullopt;
  return Commit{.records = {{.key = revoked_token_key(*access_token), .expires_at = access_token->exp, .body = "{}"}}};
}

/// @return what was lost, which can only be that a record exists; the token may be revoked already, but
///         the assertion counts once whatever it came with
Result<void> commit_revocation(const Services& services, Commit revocation, const AuthenticatedClient& client) {
  const bool revokes = !revocation.records.empty() || !revocation.revoke.empty();
  if (client.replay_record()) revocation.records.push_back(*client.replay_record());
  const auto outcome = services.store.commit(revocation);
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  if (*outcome) return {};
  if (outcome->error().reason != LossReason::exists)
    return fail(ErrorCode::server_error, "the token could not be revoked", Reason::internal_failure);
  if (!client.replay_record()) return {};
  if (revokes) return commit_revocation(services, {}, client);
  return std::unexpected(to_error(ClientAssertionError::replayed));
}

Result<void> handle_revoke(const Services& services, const RequestContext& context, const http::Request& request,
                           std::string& client_id) {
  ATTESTO_TRY(form, read_form_body(request));
  ATTESTO_TRY(client, authenticate_client(services.client_auth, request, form, context.now));
  client_id = client.client().client_id.view();
  if (client.client().is_public() && !serve_public_clients(services.grants))
    return fail(ErrorCode::invalid_client, "public clients are not served here", Reason::client_wrong_method);
  // The hint is not needed: both kinds are looked for (§2.1).
  ATTESTO_TRY(token, required(form, "token", "the token parameter is missing"));

  ATTESTO_TRY(revocation, plan_refresh_token(services, context, client.client(), token));
  if (!revocation) revocation = plan_access_token(services, context, client.client(), token);
  // "invalid tokens do not cause an error response" (§2.2); so it is with those of others. An assertion
  // was used for all that.
  if (!revocation && !client.replay_record()) return {};
  const bool is_ours = revocation.has_value();
  if (auto done = commit_revocation(services, std::move(revocation).value_or(Commit{}), client); !done) return done;
  if (!is_ours) return {};
  services.emit(context, {.kind = EventKind::token_revoked, .client_id = client_id});
  return {};
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  std::string client_id;
  const auto revoked = handle_revoke(services, context, request, client_id);
  if (!revoked) {
    services.emit(context, {.kind = EventKind::token_denied, .client_id = client_id, .reason = revoked.error().reason});
    return render_error(revoked.error(), context, ToClient{services.issuer.str()});
  }
  http::Response response{.status = 200};
  forbid_caching(response);
  return response;
}

}  // namespace

extern const Endpoint revoke_endpoint{"revoke", "POST", handle};

}  // namespace attesto::inline v0
