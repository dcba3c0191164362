#include "apps/attesto/client_request.hpp"

#include <algorithm>
#include <utility>

#include "apps/attesto/redirect_uri_check.hpp"
#include "apps/attesto/text_check.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto_cli {
namespace {

using attesto::Client;
using attesto::ClientAuthMethod;
using Faults = std::vector<std::string>;

constexpr std::string_view kCodeGrant = "authorization_code";

/// client-id = *VSCHAR (RFC 6749 §A.1), here without the space, not endless, and not like an option.
bool is_client_id(std::string_view text) {
  return !text.empty() && text.size() <= 255 && !text.starts_with('-') &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string read_client_id(const ClientRequest& request, attesto::Random& random, Faults& faults) {
  if (request.client_id) {
    if (!is_client_id(*request.client_id))
      faults.emplace_back("--client-id: use 1 to 255 printable ASCII characters without spaces, the first no hyphen");
    return *request.client_id;
  }
  std::string minted;
  do minted = attesto::mint_identifier(random);
  while (!is_client_id(minted));
  return minted;
}

ClientAuthMethod read_auth_method(const ClientRequest& request, Faults& faults) {
  // "native apps are classified as public clients" (RFC 8252 §8.4)
  const bool is_public = request.is_public || request.is_native;
  const auto usual = is_public ? ClientAuthMethod::none : ClientAuthMethod::client_secret_basic;
  if (!request.auth_method) return usual;
  const auto method = attesto::parse_client_auth_method(*request.auth_method);
  if (!method) {
    faults.push_back("--auth-method " + *request.auth_method +
                     ": is unknown; use client_secret_basic, client_secret_post or none");
    return usual;
  }
  if (is_public && *method != ClientAuthMethod::none)
    faults.emplace_back("--auth-method: a public client has no secret to show; drop " +
                        std::string(request.is_native ? "--native" : "--public") + ", or use none");
  return *method;
}

std::vector<std::string> read_grant_types(const ClientRequest& request, bool is_public, Faults& faults) {
  if (request.grant_types.empty()) return {std::string(kCodeGrant)};
  std::vector<std::string> types;
  for (const std::string& type : request.grant_types) {
    const attesto::Grant* grant = attesto::find_grant(attesto::all_grants(), type);
    if (!grant) {
      std::string known;
      for (const attesto::Grant* one : attesto::all_grants()) known.append(known.empty() ? "" : ", ").append(one->type);
      faults.push_back("--grant-type " + type + ": is unknown; use one of " + known);
    } else if (is_public && !grant->for_public_clients) {
      faults.push_back("--grant-type " + type + ": is for clients with a secret only (RFC 6749 §4.4)");
    }
    if (std::ranges::find(types, type) == types.end()) types.push_back(type);
  }
  return types;
}

std::vector<std::string> read_redirect_uris(const ClientRequest& request, const Client& client, Faults& faults) {
  const auto kind = client.is_public() ? ClientKind::public_ : ClientKind::confidential;
  std::vector<std::string> uris;
  for (const std::string& uri : request.redirect_uris) {
    if (const auto fault = find_redirect_uri_fault(uri, kind))
      faults.push_back("--redirect-uri " + uri + ": " + *fault);
    if (std::ranges::find(uris, uri) == uris.end()) uris.push_back(uri);
  }
  if (uris.empty() && client.may_use(kCodeGrant))
    faults.emplace_back("--redirect-uri: is missing; the grant type authorization_code needs at least one");
  return uris;
}

std::optional<attesto::Algorithm> read_algorithm(std::string_view option, const std::optional<std::string>& name,
                                                 Faults& faults) {
  if (!name) return std::nullopt;
  const auto algorithm = attesto::parse_algorithm(*name);
  if (!algorithm)
    faults.push_back(std::string(option) + " " + *name + ": is unknown; use e.g. ES256, EdDSA, PS256 or RS256");
  return algorithm;
}

}  // namespace

std::expected<Client, Faults> check_client_request(const ClientRequest& request, attesto::Random& random) {
  Faults faults;
  Client client{
      .client_id = attesto::ClientId(read_client_id(request, random, faults)),
      .token_endpoint_auth_method = read_auth_method(request, faults),
      .application_type = request.is_native ? attesto::ApplicationType::native : attesto::ApplicationType::web,
      .client_name = request.name,
      .dpop_bound_access_tokens = request.is_dpop_bound};
  if (const auto fault = find_name_fault(request.name)) faults.push_back("--name: " + *fault);
  client.grant_types = read_grant_types(request, client.is_public(), faults);
  client.redirect_uris = read_redirect_uris(request, client, faults);
  client.id_token_signed_response_alg = read_algorithm("--id-token-alg", request.id_token_alg, faults);
  client.request_object_signing_alg = read_algorithm("--request-object-alg", request.request_object_alg, faults);
  client.require_pushed_authorization_requests = request.require_par;
  client.require_signed_request_object = request.require_signed_request;
  auto scope = attesto::Scope::parse(request.scope);
  if (scope) client.scope = std::move(*scope);
  else faults.emplace_back("--scope: is no list of scope names with single spaces in between (RFC 6749 §3.3)");
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return client;
}

}  // namespace attesto_cli
