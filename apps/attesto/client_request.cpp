#include "apps/attesto/client_request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/attesto/text_check.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/oauth/client_metadata.hpp"
#include "attesto/oauth/redirect_uri_rules.hpp"
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
                     ": is unknown; use client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth,"
                     " self_signed_tls_client_auth or none");
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
  // An operator vouches for the client: http on a loopback host is for development, with any kind of client.
  const attesto::RedirectUriRules rules{.loopback_http = true, .private_use_schemes = client.is_public()};
  std::vector<std::string> uris;
  for (const std::string& uri : request.redirect_uris) {
    if (const auto fault = attesto::find_redirect_uri_fault(uri, rules))
      faults.push_back("--redirect-uri " + uri + ": " + std::string(fault->text));
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

/// An option and the member of the metadata that it stands for.
struct MetadataOption {
  std::string_view option;
  std::string_view member;
  std::optional<std::string> ClientRequest::* value;
};
constexpr std::array kMetadataOptions = {
    MetadataOption{"--assertion-alg", "token_endpoint_auth_signing_alg", &ClientRequest::assertion_alg},
    MetadataOption{"--tls-subject-dn", "tls_client_auth_subject_dn", &ClientRequest::tls_subject_dn},
    MetadataOption{"--tls-san-dns", "tls_client_auth_san_dns", &ClientRequest::tls_san_dns},
    MetadataOption{"--tls-san-uri", "tls_client_auth_san_uri", &ClientRequest::tls_san_uri},
    MetadataOption{"--tls-san-ip", "tls_client_auth_san_ip", &ClientRequest::tls_san_ip},
    MetadataOption{"--tls-san-email", "tls_client_auth_san_email", &ClientRequest::tls_san_email},
};

void read_member(std::string_view option, std::string_view member, attesto::Json value, Client& client,
                 Faults& faults) {
  const auto read = attesto::read_client_metadata({{std::string(member), std::move(value)}},
                                                  attesto::UnknownMembers::refused, client);
  if (!read) faults.push_back(std::string(option) + ": " + std::string(read.error().fault.text));
}

/// Through the codec of the registry, so that nothing is written that can't be read.
void read_metadata(const ClientRequest& request, Client& client, Faults& faults) {
  if (request.jwks) {
    auto jwks = attesto::Json::parse(*request.jwks);
    if (jwks) read_member("--jwks", "jwks", *std::move(jwks), client, faults);
    else faults.emplace_back("--jwks: is no JSON; give a file with a JWK Set (RFC 7517 §5)");
  }
  for (const auto& [option, member, value] : kMetadataOptions)
    if (request.*value) read_member(option, member, *(request.*value), client, faults);
  client.tls_client_certificate_bound_access_tokens = request.certificate_bound_tokens;
}

/// A client that has nothing to show could never authenticate.
void check_credentials(const ClientRequest& request, const Client& client, Faults& faults) {
  using enum ClientAuthMethod;
  const ClientAuthMethod method = client.token_endpoint_auth_method;
  const bool has_name = std::ranges::any_of(kMetadataOptions, [&](const MetadataOption& option) {
    return option.member.starts_with("tls_client_auth_") && request.*option.value;
  });
  if ((method == private_key_jwt || method == self_signed_tls_client_auth) && !request.jwks)
    faults.emplace_back("--jwks: is missing; the client authenticates with one of its keys");
  if (method == tls_client_auth && !has_name)
    faults.emplace_back(
        "--tls-subject-dn: is missing; a client with a certificate is known by this name or one of --tls-san-dns, "
        "--tls-san-uri, --tls-san-ip, --tls-san-email");
  if (method != tls_client_auth && has_name)
    faults.emplace_back("--auth-method: only tls_client_auth looks at names in certificates");
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
  read_metadata(request, client, faults);
  check_credentials(request, client, faults);
  auto scope = attesto::Scope::parse(request.scope);
  if (scope) client.scope = std::move(*scope);
  else faults.emplace_back("--scope: is no list of scope names with single spaces in between (RFC 6749 §3.3)");
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return client;
}

bool has_secret(const Client& client) noexcept {
  return client.token_endpoint_auth_method == ClientAuthMethod::client_secret_basic ||
         client.token_endpoint_auth_method == ClientAuthMethod::client_secret_post;
}

}  // namespace attesto_cli
