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

/// Whether it may be tried now. Only secrets can be guessed, so only they are limited by failures.
Result<void> check_limits(const ClientAuthServices& services, const Attempt& attempt, std::string_view address,
                          Instant now) {
  if (!services.rate_limiter) return {};
  if (auto allowed = services.rate_limiter->take_request_from(address, now); !allowed) return allowed;
  if (!attempt.credentials.secret) return {};
  return services.rate_limiter->check_secret(attempt.credentials.client_id.view(), address, now);
}

/// An unknown client counts like a wrong secret, or the limit would tell which clients there are.
void note_failure(const ClientAuthServices& services, const Attempt& attempt, std::string_view address, Instant now,
                  ErrorCode code) {
  if (!services.rate_limiter || !attempt.credentials.secret || code != ErrorCode::invalid_client) return;
  services.rate_limiter->note_wrong_secret(attempt.credentials.client_id.view(), address, now);
}

/// Anybody may say that it is a public client, so nobody could count the requests of one.
Result<void> count_request(const ClientAuthServices& services, const Client& client, Instant now) {
  if (!services.rate_limiter || client.is_public()) return {};
  return services.rate_limiter->take_request_of(client.client_id.view(), now);
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
  const std::string_view address = request.peer.address;
  if (auto allowed = check_limits(services, attempt, address, now); !allowed) return std::unexpected(allowed.error());
  auto loaded = services.load_client(attempt.credentials.client_id);
  if (!loaded) return fail_unavailable(Reason::host_unavailable);
  auto verified = verify(services, attempt, loaded->get(), now);
  if (!verified) {
    note_failure(services, attempt, address, now, verified.error().code);
    return std::unexpected(verified.error());
  }
  if (*verified)
    if (auto unused = check_unused(services.store, **verified); !unused) return std::unexpected(unused.error());
  if (auto counted = count_request(services, **loaded, now); !counted) return std::unexpected(counted.error());
  return AuthenticatedClient(*std::move(loaded), *std::move(verified));
}

}  // namespace attesto::inline v0
