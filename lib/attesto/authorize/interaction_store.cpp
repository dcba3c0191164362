#include "attesto/authorize/interaction_store.hpp"

#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/cookie.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::inline v0 {
namespace {

/// One cookie per interaction, so that two tabs don't overwrite each other's. The name shows
/// nothing: it is a piece of the id's digest.
std::string cookie_name(const AuthorizeServices& services, const InteractionId& id) {
  const std::string digest = base64url_encode(sha256(id.view()));
  // __Host- needs Secure (RFC 6265bis §4.1.3.2), which http:// on loopback can't have.
  return (services.issuer.is_https() ? "__Host-attesto_i_" : "attesto_i_") + digest.substr(0, 16);
}

/// One way from the HttpOnly cookie to the form field: who reads the page learns no cookie.
std::string csrf_token(std::string_view cookie_value) {
  return base64url_encode(sha256("csrf:" + std::string(cookie_value)));
}

}  // namespace

NewInteraction make_interaction(const AuthorizeServices& services, AuthorizationRequest request, Instant now) {
  const Secret id = mint_handle(services.random, now);
  Secret cookie_value = mint_opaque_token(services.random);
  Interaction interaction{.request = std::move(request),
                          .created_at = now,
                          .expires_at = now + services.end_users.interaction_lifetime,
                          .binding = sha256(cookie_value.expose())};
  return {InteractionId(id.expose()), std::move(cookie_value), std::move(interaction)};
}

Record interaction_record(const NewInteraction& opened) {
  return {.key = record_key(RecordKind::interaction, opened.id.view()),
          .expires_at = opened.interaction.expires_at,
          .body = opened.interaction.to_json()};
}

std::string binding_cookie(const AuthorizeServices& services, const NewInteraction& opened) {
  return render_set_cookie({.name = cookie_name(services, opened.id),
                            .value = std::string(opened.cookie_value.expose()),
                            .max_age = services.end_users.interaction_lifetime,
                            .secure = services.issuer.is_https()});
}

std::string expired_binding_cookie(const AuthorizeServices& services, const InteractionId& id) {
  return render_set_cookie({.name = cookie_name(services, id),
                            .value = "",
                            .max_age = std::chrono::seconds{0},
                            .secure = services.issuer.is_https()});
}

std::string resume_uri(const AuthorizeServices& services, const InteractionId& id) {
  return std::string(services.resume_endpoint) + "?interaction=" + percent_encode(id.view());
}

std::expected<OpenInteraction, InteractionFault> open_interaction(const AuthorizeServices& services,
                                                                  const http::Request& request, const InteractionId& id,
                                                                  Instant now) {
  const auto found = services.store.find(record_key(RecordKind::interaction, id.view()));
  if (!found) return std::unexpected(InteractionFault::unavailable);
  if (!*found) return std::unexpected(InteractionFault::unknown);
  auto interaction = Interaction::from_json((*found)->body, (*found)->expires_at);
  if (!interaction) return std::unexpected(InteractionFault::unknown);
  // Before its state is told, the browser must show that the interaction is its own.
  const auto cookie = find_cookie(request, cookie_name(services, id));
  if (!cookie || !equal_ct(sha256(*cookie), interaction->binding))
    return std::unexpected(InteractionFault::other_browser);
  if ((*found)->consumed) return std::unexpected(InteractionFault::completed);
  if (interaction->expires_at <= now) return std::unexpected(InteractionFault::expired);

  auto client = services.load_client(interaction->request.client_id);
  if (!client) return std::unexpected(InteractionFault::unavailable);
  if (!*client || (*client)->disabled) return std::unexpected(InteractionFault::unknown);
  return OpenInteraction{.interaction = *std::move(interaction),
                         .client = *std::move(client),
                         .csrf = csrf_token(*cookie),
                         .resume_uri = resume_uri(services, id)};
}

}  // namespace attesto::inline v0
