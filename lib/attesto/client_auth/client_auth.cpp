#include "attesto/client_auth/client_auth.hpp"

#include <algorithm>
#include <utility>

#include "attesto/client_auth/method.hpp"
#include "attesto/proof/client_assertion.hpp"

namespace attesto::inline v0 {

extern const Method self_signed_tls_client_auth_method;

namespace {

struct Attempt {
  const Method* method;  ///< null: nothing but a `client_id`
  PresentedCredentials credentials;
};

/// The one method in use (RFC 6749 §2.3: "MUST NOT use more than one authentication method").
Result<Attempt> read_attempt(const http::Request& request, const Form& form) {
  const Method* used = nullptr;
  for (const Method* method : all_methods()) {
    if (!method->is_used || !method->is_used(request, form)) continue;
    if (used)
      return fail(ErrorCode::invalid_request, "use one client authentication method per request, not several",
                  Reason::client_several_methods);
    used = method;
  }
  const auto body_client_id = form.find("client_id");
  if (!used) {
    if (!body_client_id)
      return fail(ErrorCode::invalid_client, "client authentication is missing", Reason::client_credentials_missing);
    return Attempt{nullptr, {.client_id = ClientId(*body_client_id), .peer = request.peer}};
  }
  ATTESTO_TRY(credentials, used->read(request, form));
  if (body_client_id && *body_client_id != credentials.client_id.view())
    return fail(ErrorCode::invalid_client, "client_id differs from the authenticated client",
                Reason::client_id_mismatch);
  return Attempt{used, std::move(credentials)};
}

/// "The presence of the client_id parameter enables the authorization server to easily identify the
/// client" (RFC 8705 §2); whether its certificate has to follow says its registration. Null for public
/// clients.
const Method* find_registered_method(const Client* client) {
  if (client && client->is_public()) return nullptr;
  for (const Method* method : all_methods())
    if (client && !method->is_used && method->name == client->token_endpoint_auth_method) return method;
  return &self_signed_tls_client_auth_method;  // refuses after the same work
}

/// Why the client can't authenticate by that method, whatever it shows.
std::optional<Reason> find_bar(const ClientAuthServices& services, const Client* client, const Method* method) {
  if (!client) return Reason::client_unknown;
  if (client->disabled) return Reason::client_disabled;
  const bool fits = client->token_endpoint_auth_method == (method ? method->name : ClientAuthMethod::none);
  const bool is_offered = method ? method->is_offered(services) : !services.require_client_keys;
  if (!fits || !is_offered) return Reason::client_wrong_method;
  return std::nullopt;
}

Verified verify(const ClientAuthServices& services, const Attempt& attempt, const Client* client, Instant now) {
  static const Client kNobody{.client_id = ClientId("")};
  const Method* method = attempt.method ? attempt.method : find_registered_method(client);
  const auto bar = find_bar(services, client, method);
  auto verified =
      method ? method->verify(services, attempt.credentials, bar ? kNobody : *client, now) : Verified(std::nullopt);
  if (!bar || (!verified && verified.error().code != ErrorCode::invalid_client)) return verified;
  return fail(ErrorCode::invalid_client, verified ? kClientAuthFailed : verified.error().description, *bar);
}

/// What the commit will say for certain, asked early: otherwise a replay would learn what else is wrong
/// with its request.
Result<void> check_unused(const ReadView& store, const Record& record) {
  const auto found = store.find(record.key);
  if (!found) return fail_unavailable(Reason::store_unavailable);
  if (*found) return std::unexpected(to_error(ClientAssertionError::replayed));
  return {};
}

}  // namespace

Result<AuthenticatedClient> authenticate_client(const ClientAuthServices& services, const http::Request& request,
                                                const Form& form, Instant now) {
  ATTESTO_TRY(attempt, read_attempt(request, form));
  auto loaded = services.load_client(attempt.credentials.client_id);
  if (!loaded) return fail_unavailable(Reason::host_unavailable);
  ATTESTO_TRY(replay_record, verify(services, attempt, loaded->get(), now));
  if (replay_record)
    if (auto unused = check_unused(services.store, *replay_record); !unused) return std::unexpected(unused.error());
  return AuthenticatedClient(*std::move(loaded), std::move(replay_record));
}

}  // namespace attesto::inline v0
