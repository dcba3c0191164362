// GET, PUT and DELETE of a client that registered itself - RFC 7592 §2.
#include <array>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/registrable_client.hpp"
#include "attesto/endpoint/registration_request.hpp"
#include "attesto/endpoint/registration_response.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {
namespace {

/// A client that showed its registration access token.
struct Registrant {
  RegisteredClient registered;
  Secret access_token;
};

/// One answer for a client that does not exist, one that is disabled and another's token (§2.1: "If the
/// client does not exist on this server [...] 401").
std::unexpected<Error> refuse_token() {
  return fail(ErrorCode::invalid_token, "the registration access token is not that of the client",
              Reason::registration_access_token_refused);
}

Result<Registrant> authorize(const Services& services, const http::Request& request, std::string& client_id) {
  auto token = find_registration_token(request);
  if (!token) return fail(ErrorCode::invalid_token, "the registration access token is missing", Reason::token_missing);
  const auto query = Form::parse(request.query());
  const auto named = query ? query->find("client_id") : std::nullopt;
  client_id = named.value_or("");
  auto found = services.registration->find(ClientId(client_id));
  if (!found) return fail_unavailable(Reason::host_unavailable);
  // The same work whether there is such a client or not.
  const Sha256Digest expected = *found ? (*found)->access_token_sha256 : Sha256Digest{};
  const bool matches = equal_ct(sha256(token->expose()), expected);
  if (!matches || !*found || (*found)->client.disabled) return refuse_token();
  return Registrant{**std::move(found), *std::move(token)};
}

std::unexpected<Error> refuse_update(std::string_view member, WireText fault) {
  return std::unexpected(Error{.code = ErrorCode::invalid_client_metadata,
                               .description = fault,
                               .reason = Reason::registration_update_mismatch,
                               .member = member});
}

/// The secret in an update, which may only repeat the one that the client has.
Result<std::optional<Secret>> read_secret(const Json& metadata, const Client& current) {
  const Json* member = metadata.find("client_secret");
  if (!member) return std::nullopt;
  const bool matches = member->string() && current.client_secret_sha256 &&
                       equal_ct(sha256(*member->string()), *current.client_secret_sha256);
  if (!matches) return refuse_update("client_secret", "is not the one that the client has; leave it out");
  return Secret(*member->string());
}

/// "MUST include its client_id field in the request, and it MUST be the same"; what is ours to say
/// "MUST NOT" be there (§2.2).
Result<void> check_update(const Json& metadata, const Client& current) {
  constexpr std::array<std::string_view, 4> kOurs = {"registration_access_token", "registration_client_uri",
                                                     "client_secret_expires_at", "client_id_issued_at"};
  for (const std::string_view name : kOurs)
    if (metadata.find(name)) return refuse_update(name, "is not the client's to change; leave it out");
  const Json* client_id = metadata.find("client_id");
  if (!client_id || !client_id->string() || *client_id->string() != current.client_id.str())
    return refuse_update("client_id", "must be the identifier of this client");
  return {};
}

/// The client as it will be, with what it is told.
struct Update {
  RegisteredClient registered;
  std::optional<Secret> access_token{};  ///< absent: the one that was shown stays
  std::optional<Secret> client_secret{};
};

/// A secret that the client has stays; one is minted only where a new method needs it.
void settle_secret(const Services& services, const Client& current, Update& update) {
  Client& client = update.registered.client;
  if (!needs_client_secret(client)) {
    client.client_secret_sha256.reset();
    update.client_secret.reset();
  } else if (current.client_secret_sha256) {
    client.client_secret_sha256 = current.client_secret_sha256;
  } else {
    update.client_secret = mint_opaque_token(services.random);
    client.client_secret_sha256 = sha256(update.client_secret->expose());
  }
}

/// "This request MUST include all client metadata fields [...] Omitted fields MUST be treated as null or
/// empty values": nothing of the old metadata is left.
Result<Update> handle_update(const Services& services, const http::Request& request, const Registrant& registrant) {
  const Client& current = registrant.registered.client;
  ATTESTO_TRY(metadata, read_registration_body(request));
  if (auto checked = check_update(metadata, current); !checked) return std::unexpected(checked.error());
  ATTESTO_TRY(shown_secret, read_secret(metadata, current));
  ATTESTO_TRY(client, read_registration(services, metadata));
  client.client_id = current.client_id;
  Update update{
      .registered = {std::move(client), registrant.registered.issued_at, registrant.registered.access_token_sha256},
      .client_secret = std::move(shown_secret)};
  settle_secret(services, current, update);
  if (services.registration->rotate_access_tokens) {
    update.access_token = mint_opaque_token(services.random);
    update.registered.access_token_sha256 = sha256(update.access_token->expose());
  }
  const auto replaced = services.registration->replace(update.registered, registrant.registered.access_token_sha256);
  if (!replaced) return fail_unavailable(Reason::host_unavailable);
  if (!*replaced) return refuse_token();
  return update;
}

http::Response show(const Services& services, const Registrant& registrant) {
  // The secret is not kept, and the client has it.
  return render_client_information(200, services, registrant.registered,
                                   {registrant.access_token.expose(), std::nullopt});
}

Result<http::Response> update(const Services& services, const http::Request& request, const Registrant& registrant) {
  ATTESTO_TRY(updated, handle_update(services, request, registrant));
  const Secret& token = updated.access_token ? *updated.access_token : registrant.access_token;
  return render_client_information(200, services, updated.registered, {token.expose(), updated.client_secret});
}

/// Codes and refresh tokens are of no use from now on: whoever shows one is not known. Access tokens
/// count until they expire; docs/registration.md.
Result<http::Response> remove(const Services& services, const Registrant& registrant) {
  const RegisteredClient& registered = registrant.registered;
  const auto removed = services.registration->remove(registered.client.client_id, registered.access_token_sha256);
  if (!removed) return fail_unavailable(Reason::host_unavailable);
  if (!*removed) return refuse_token();
  http::Response response{.status = 204};
  forbid_caching(response);
  return response;
}

/// A wrong token counts against the address that sent it, whether there is such a client or not; a right one
/// costs nothing.
Result<Registrant> authorize_within_limit(const Services& services, const RequestContext& context,
                                          const http::Request& request, std::string& client_id) {
  RateLimiter* limiter = services.rate_limiter;
  if (!limiter) return authorize(services, request, client_id);
  const std::string_view address = request.peer.address;
  if (auto allowed = limiter->check_registration(address, context.now); !allowed)
    return std::unexpected(allowed.error());
  auto registrant = authorize(services, request, client_id);
  if (!registrant && registrant.error().reason == Reason::registration_access_token_refused)
    limiter->note_wrong_registration_token(address, context.now);
  return registrant;
}

Result<http::Response> answer(const Services& services, const RequestContext& context, const http::Request& request,
                              std::string& client_id) {
  ATTESTO_TRY(registrant, authorize_within_limit(services, context, request, client_id));
  if (request.method == "PUT") return update(services, request, registrant);
  if (request.method == "DELETE") return remove(services, registrant);
  return show(services, registrant);
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  std::string client_id;
  auto response = answer(services, context, request, client_id);
  Event event{.kind = EventKind::registration_denied, .client_id = client_id};
  if (!response) {
    event.reason = response.error().reason;
    services.emit(context, event);
    return render_registration_error(services, context, response.error());
  }
  if (request.method != "GET") {
    event.kind = request.method == "PUT" ? EventKind::client_updated : EventKind::client_deleted;
    services.emit(context, event);
  }
  return *std::move(response);
}

}  // namespace

extern const Endpoint client_configuration_endpoint{"client_configuration", "GET, PUT, DELETE", handle};

}  // namespace attesto::inline v0
