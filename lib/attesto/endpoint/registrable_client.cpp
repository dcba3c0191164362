#include "attesto/endpoint/registrable_client.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "attesto/oauth/redirect_uri_rules.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kCodeGrant = "authorization_code";

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// Whether such a client can be given tokens by that grant.
bool is_offered(const Services& services, const Client& client, std::string_view grant_type) {
  const Grant* grant = find_grant(services.grants, grant_type);
  return grant && has(services.registration->grant_types, grant_type) &&
         (grant->for_public_clients || !client.is_public());
}

/// Scopes that speak of an end-user mean nothing to a client that never meets one (OIDC Core §5.4, §11).
Scope without_end_users(const Scope& scope) {
  std::string kept;
  for (const std::string& token : scope.tokens()) {
    if (token == "openid" || token == "offline_access") continue;
    kept += (kept.empty() ? "" : " ") + token;
  }
  return Scope::parse(kept).value_or(Scope());
}

Scope most_scope(const Services& services, const Client& client) {
  const Scope& most = services.registration->scope ? *services.registration->scope : services.metadata.scopes_supported;
  return client.may_use(kCodeGrant) ? most : without_end_users(most);
}

/// "The default, if omitted, is RS256" (OIDC Registration §2); if there is no such key, the client reads
/// in the answer what it gets.
Algorithm usual_id_token_algorithm(const KeyRing& keys) {
  return keys.signer(Algorithm::RS256) ? Algorithm::RS256 : keys.algorithms().front();
}

Result<void> check_redirect_uris(const Client& client) {
  if (client.redirect_uris.empty() && client.may_use(kCodeGrant))
    return refuse_metadata({"redirect_uris", "is missing; the grant type authorization_code needs at least one"});
  const bool is_native = client.application_type == ApplicationType::native;
  for (const std::string& uri : client.redirect_uris)
    if (const auto fault = find_redirect_uri_fault(uri, {.loopback_http = is_native, .private_use_schemes = is_native}))
      return refuse_metadata({"redirect_uris", *fault});
  return {};
}

Result<void> check_grants_and_scope(const Services& services, const Client& client) {
  constexpr WireText kNotOffered = "has none, or one that this server does not offer to such a client";
  const auto offered = [&](const std::string& type) { return is_offered(services, client, type); };
  if (client.grant_types.empty() || !std::ranges::all_of(client.grant_types, offered))
    return refuse_metadata("grant_types", kNotOffered);
  if (!client.scope.is_subset_of(most_scope(services, client)))
    return refuse_metadata("scope", "has one that clients can not register for here");
  return {};
}

Result<void> check_algorithms(const Services& services, const Client& client) {
  const auto keys = services.keys();
  if (client.id_token_signed_response_alg && !keys->signer(*client.id_token_signed_response_alg))
    return refuse_metadata("id_token_signed_response_alg", "is not one that this server signs ID tokens with");
  const ServerMetadata& metadata = services.metadata;
  if (client.token_endpoint_auth_signing_alg &&
      !metadata.token_endpoint_auth_signing_alg_values_supported.contains(*client.token_endpoint_auth_signing_alg))
    return refuse_metadata("token_endpoint_auth_signing_alg", "is not one that this server takes assertions with");
  if (client.request_object_signing_alg &&
      !metadata.request_object_signing_alg_values_supported.contains(*client.request_object_signing_alg))
    return refuse_metadata("request_object_signing_alg", "is not one that this server takes signed requests with");
  return {};
}

/// Whether what the client wants to be bound to is to be had.
Result<void> check_demands(const Services& services, const Client& client) {
  const ServerMetadata& metadata = services.metadata;
  if (client.tls_client_certificate_bound_access_tokens && !metadata.tls_client_certificate_bound_access_tokens)
    return refuse_metadata("tls_client_certificate_bound_access_tokens", "is not supported; no certificate reaches us");
  if (client.dpop_bound_access_tokens && metadata.dpop_signing_alg_values_supported.empty())
    return refuse_metadata("dpop_bound_access_tokens", "is not supported by this server");
  if (client.require_pushed_authorization_requests && metadata.pushed_authorization_request_endpoint.empty())
    return refuse_metadata("require_pushed_authorization_requests", "is not supported by this server");
  if (!client.require_signed_request_object) return {};
  if (metadata.request_object_signing_alg_values_supported.empty())
    return refuse_metadata("require_signed_request_object", "is not supported by this server");
  if (!client.jwks) return refuse_metadata("jwks", "is missing; signed requests are verified with it");
  return {};
}

/// What the client will authenticate with.
Result<void> check_credentials(const Services& services, const Client& client) {
  using enum ClientAuthMethod;
  const ClientAuthMethod method = client.token_endpoint_auth_method;
  if (!has(services.metadata.token_endpoint_auth_methods_supported, std::string(to_string(method))))
    return refuse_metadata("token_endpoint_auth_method", "is not one that the metadata of this server list");
  if ((method == private_key_jwt || method == self_signed_tls_client_auth) && !client.jwks)
    return refuse_metadata("jwks", "is missing; the client authenticates with one of its keys");
  if (method == private_key_jwt && client.jwks->verification_keys(client.token_endpoint_auth_signing_alg).empty())
    return refuse_metadata("jwks", "has no key that the client could sign with");
  // "MUST use exactly one of the below metadata parameters" (RFC 8705 §2.1.2)
  if (method == tls_client_auth && !client.tls_client_auth_name)
    return refuse_metadata("tls_client_auth_subject_dn", "is missing, and so are the others of its kind");
  if (method != tls_client_auth && client.tls_client_auth_name)
    return refuse_metadata(to_string(client.tls_client_auth_name->kind()), "is for tls_client_auth only");
  return {};
}

}  // namespace

std::unexpected<Error> refuse_metadata(const ClientMetadataFault& fault) {
  const bool is_redirect = fault.member == "redirect_uris";
  return std::unexpected(
      Error{.code = is_redirect ? ErrorCode::invalid_redirect_uri : ErrorCode::invalid_client_metadata,
            .description = fault.fault,
            .reason = is_redirect ? Reason::registered_redirect_uri : Reason::client_metadata_syntax,
            .member = fault.member});
}

std::unexpected<Error> refuse_metadata(std::string_view member, WireText fault) {
  return std::unexpected(Error{.code = ErrorCode::invalid_client_metadata,
                               .description = fault,
                               .reason = Reason::client_metadata_unsupported,
                               .member = member});
}

Result<void> narrow_to_offered(const Services& services, bool names_scope, Client& client) {
  std::erase_if(client.grant_types, [&](const std::string& type) { return !is_offered(services, client, type); });
  if (client.grant_types.empty())
    return refuse_metadata("grant_types", "has none that this server offers to such a client");
  const Scope most = most_scope(services, client);
  const Scope asked = names_scope ? client.scope : most;
  client.scope = asked.common_with(most);
  if (client.scope.empty() && !asked.empty())
    return refuse_metadata("scope", "has none that clients can register for here");
  if (!client.id_token_signed_response_alg && client.scope.contains("openid"))
    client.id_token_signed_response_alg = usual_id_token_algorithm(*services.keys());
  return {};
}

Result<void> check_registrable(const Services& services, const Client& client) {
  for (const auto& checked :
       {check_redirect_uris(client), check_credentials(services, client), check_grants_and_scope(services, client),
        check_algorithms(services, client), check_demands(services, client)})
    if (!checked) return checked;
  return {};
}

}  // namespace attesto::inline v0
