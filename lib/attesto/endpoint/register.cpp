// POST /register - RFC 7591 §3.
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/registration_request.hpp"
#include "attesto/endpoint/registration_response.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

/// A new client, with what it is told once.
struct NewClient {
  RegisteredClient registered;
  Secret access_token;
  std::optional<Secret> client_secret{};
};

/// "rate-limited or otherwise limited to prevent a denial-of-service attack" (§3): the bad ones too, which
/// may be guesses of an initial access token.
Result<void> check_limit(const Services& services, const RequestContext& context, const http::Request& request) {
  if (!services.rate_limiter) return {};
  return services.rate_limiter->take_registration(request.peer.address, context.now);
}

/// Nothing else is looked at before: who may not register learns nothing of what would do.
Result<RegistrationPermit> authorize(const Services& services, const http::Request& request) {
  const auto token = find_registration_token(request);
  auto permit = services.registration->authorize(token);
  if (!permit) return fail_unavailable(Reason::host_unavailable);
  if (*permit) return **std::move(permit);
  return fail(ErrorCode::invalid_token, "registration needs an initial access token that is still good",
              token ? Reason::registration_token_refused : Reason::token_missing);
}

/// Identifiers are ours alone: no client chooses one that is somebody's `sub` (RFC 9700 §4.15).
NewClient mint(const Services& services, Client client, Instant now) {
  client.client_id = ClientId(mint_identifier(services.random));
  std::optional<Secret> client_secret;
  client.client_secret_sha256.reset();
  if (needs_client_secret(client)) {
    client_secret = mint_opaque_token(services.random);
    client.client_secret_sha256 = sha256(client_secret->expose());
  }
  Secret access_token = mint_opaque_token(services.random);
  const Sha256Digest digest = sha256(access_token.expose());
  return {{std::move(client), now, digest}, std::move(access_token), std::move(client_secret)};
}

/// Read and decided with nothing written, then stored once, the permit with it.
Result<NewClient> handle_register(const Services& services, const RequestContext& context,
                                  const http::Request& request) {
  if (auto allowed = check_limit(services, context, request); !allowed) return std::unexpected(allowed.error());
  ATTESTO_TRY(permit, authorize(services, request));
  ATTESTO_TRY(metadata, read_registration_body(request));
  ATTESTO_TRY(client, read_registration(services, metadata));
  NewClient made = mint(services, std::move(client), context.now);
  const auto outcome = services.registration->add(made.registered, permit);
  if (!outcome) return fail_unavailable(Reason::host_unavailable);
  switch (*outcome) {
    case AddClientOutcome::added: return made;
    case AddClientOutcome::permit_spent:
      return fail(ErrorCode::invalid_token, "registration needs an initial access token that is still good",
                  Reason::registration_token_refused);
    case AddClientOutcome::exists: break;
  }
  return fail(ErrorCode::server_error, "the client could not be registered", Reason::internal_failure);
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  const auto made = handle_register(services, context, request);
  Event event{.kind = EventKind::client_registered};
  if (!made) {
    event.kind = EventKind::registration_denied;
    event.reason = made.error().reason;
    services.emit(context, event);
    return render_registration_error(services, context, made.error());
  }
  const std::string scope = made->registered.client.scope.str();
  event.client_id = made->registered.client.client_id.view();
  event.scope = scope;
  services.emit(context, event);
  return render_client_information(201, services, made->registered, {made->access_token.expose(), made->client_secret});
}

}  // namespace

extern const Endpoint register_endpoint{"register", "POST", handle};

}  // namespace attesto::inline v0
