#include "attesto/oauth/client_metadata.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

/// What is wrong with a value; nothing if it was taken.
using Fault = std::optional<WireText>;

/// One member: a row of data and two functions.
struct Member {
  std::string_view name;
  Fault (*read)(const Json&, Client&);
  /// Nothing for a member at its default.
  std::optional<Json> (*write)(const Client&);
};

constexpr WireText kNotBoolean = "must be true or false";
constexpr WireText kNotAlgorithm = "must be a signature algorithm of this server, e.g. ES256 or PS256";

template <bool Client::* kField>
Fault read_flag(const Json& value, Client& client) {
  if (!value.boolean()) return kNotBoolean;
  client.*kField = *value.boolean();
  return std::nullopt;
}

template <bool Client::* kField>
std::optional<Json> write_flag(const Client& client) {
  if (!(client.*kField)) return std::nullopt;
  return Json(true);
}

template <std::optional<Algorithm> Client::* kField>
Fault read_algorithm(const Json& value, Client& client) {
  const auto algorithm = value.string() ? parse_algorithm(*value.string()) : std::nullopt;
  if (!algorithm) return kNotAlgorithm;
  client.*kField = algorithm;
  return std::nullopt;
}

template <std::optional<Algorithm> Client::* kField>
std::optional<Json> write_algorithm(const Client& client) {
  if (!(client.*kField)) return std::nullopt;
  return Json(to_string(*(client.*kField)));
}

Fault read_jwks(const Json& value, Client& client) {
  auto keys = ClientKeys::parse(value);
  if (!keys) return WireText("must be a JWK Set of at most 20 public keys, with each kid once");
  client.jwks = std::move(*keys);
  return std::nullopt;
}

std::optional<Json> write_jwks(const Client& client) {
  if (!client.jwks) return std::nullopt;
  return client.jwks->json();
}

/// "A client using the tls_client_auth authentication method MUST use exactly one of the below metadata
/// parameters" (RFC 8705 §2.1.2).
template <RegisteredName::Kind kKind>
Fault read_tls_name(const Json& value, Client& client) {
  if (client.tls_client_auth_name) return WireText("must be the only one of the five tls_client_auth_ parameters");
  auto name = value.string() ? RegisteredName::parse(kKind, *value.string()) : std::nullopt;
  if (!name) return WireText("must be a name of its kind, as a string");
  client.tls_client_auth_name = std::move(*name);
  return std::nullopt;
}

template <RegisteredName::Kind kKind>
std::optional<Json> write_tls_name(const Client& client) {
  if (!client.tls_client_auth_name || client.tls_client_auth_name->kind() != kKind) return std::nullopt;
  return Json(client.tls_client_auth_name->text());
}

template <RegisteredName::Kind kKind>
constexpr Member tls_name(std::string_view name) {
  return {name, read_tls_name<kKind>, write_tls_name<kKind>};
}

/// Texts end up on pages and in logs.
bool is_plain_text(std::string_view text) {
  constexpr std::size_t kMostBytes = 2048;
  return !text.empty() && text.size() <= kMostBytes &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

template <std::string Client::* kField>
Fault read_text(const Json& value, Client& client) {
  if (!value.string() || !is_plain_text(*value.string()))
    return WireText("must be a text of 1 to 2048 bytes without control characters");
  client.*kField = *value.string();
  return std::nullopt;
}

/// People are led there from our pages, so nothing but a web page will do: no script, no file, and no
/// name of a user that looks like that of a host (RFC 7591 §5).
bool is_web_page(std::string_view text) {
  const auto uri = Uri::parse(text);
  return uri && uri->scheme() == "https" && !uri->host().empty() &&
         !text.substr(0, uri->origin().size() + 1).contains('@') && uri->userinfo().empty();
}

template <std::string Client::* kField>
Fault read_web_page(const Json& value, Client& client) {
  if (!value.string() || !is_plain_text(*value.string()) || !is_web_page(*value.string()))
    return WireText("must be an https URL, e.g. https://app.example.com/about");
  client.*kField = *value.string();
  return std::nullopt;
}

template <std::string Client::* kField>
std::optional<Json> write_text(const Client& client) {
  if ((client.*kField).empty()) return std::nullopt;
  return Json(client.*kField);
}

Fault read_contacts(const Json& value, Client& client) {
  constexpr std::size_t kMost = 20;
  constexpr WireText kNoContacts = "must be an array of at most 20 texts without control characters";
  if (!value.array() || value.array()->size() > kMost) return kNoContacts;
  std::vector<std::string> contacts;
  for (const Json& contact : *value.array()) {
    if (!contact.string() || !is_plain_text(*contact.string())) return kNoContacts;
    contacts.push_back(*contact.string());
  }
  client.contacts = std::move(contacts);
  return std::nullopt;
}

std::optional<Json> write_contacts(const Client& client) {
  if (client.contacts.empty()) return std::nullopt;
  return Json(Json::Array(client.contacts.begin(), client.contacts.end()));
}

template <std::string Client::* kField>
constexpr Member text(std::string_view name) {
  return {name, read_text<kField>, write_text<kField>};
}

template <std::string Client::* kField>
constexpr Member web_page(std::string_view name) {
  return {name, read_web_page<kField>, write_text<kField>};
}

template <bool Client::* kField>
constexpr Member flag(std::string_view name) {
  return {name, read_flag<kField>, write_flag<kField>};
}

template <std::optional<Algorithm> Client::* kField>
constexpr Member algorithm(std::string_view name) {
  return {name, read_algorithm<kField>, write_algorithm<kField>};
}

Fault read_code_lifetime(const Json& value, Client& client) {
  constexpr std::int64_t kMost = 600;  // RFC 6749 §4.1.2
  const std::int64_t* seconds = value.integer();
  if (!seconds || *seconds < 1 || *seconds > kMost) return WireText("must be 1 to 600 seconds");
  client.authorization_code_lifetime.emplace(*seconds);
  return std::nullopt;
}

std::optional<Json> write_code_lifetime(const Client& client) {
  if (!client.authorization_code_lifetime) return std::nullopt;
  return Json(std::int64_t{client.authorization_code_lifetime->count()});
}

Fault read_refresh_rotation(const Json& value, Client& client) {
  const auto rotation = value.string() ? parse_refresh_rotation(*value.string()) : std::nullopt;
  if (!rotation) return WireText("must be always or unless_protected");
  client.refresh_token_rotation = rotation;
  return std::nullopt;
}

std::optional<Json> write_refresh_rotation(const Client& client) {
  if (!client.refresh_token_rotation) return std::nullopt;
  return Json(to_string(*client.refresh_token_rotation));
}

using enum RegisteredName::Kind;
/// One line per member.
constexpr std::array kMembers = {
    Member{"jwks", read_jwks, write_jwks},                                                   // RFC 7591 §2
    algorithm<&Client::token_endpoint_auth_signing_alg>("token_endpoint_auth_signing_alg"),  // OIDC Reg. §2
    tls_name<tls_client_auth_subject_dn>("tls_client_auth_subject_dn"),                      // RFC 8705 §2.1.2
    tls_name<tls_client_auth_san_dns>("tls_client_auth_san_dns"),                            // RFC 8705 §2.1.2
    tls_name<tls_client_auth_san_uri>("tls_client_auth_san_uri"),                            // RFC 8705 §2.1.2
    tls_name<tls_client_auth_san_ip>("tls_client_auth_san_ip"),                              // RFC 8705 §2.1.2
    tls_name<tls_client_auth_san_email>("tls_client_auth_san_email"),                        // RFC 8705 §2.1.2
    flag<&Client::tls_client_certificate_bound_access_tokens>("tls_client_certificate_bound_access_tokens"),  // §3.4
    flag<&Client::dpop_bound_access_tokens>("dpop_bound_access_tokens"),                            // RFC 9449 §5.2
    flag<&Client::require_pushed_authorization_requests>("require_pushed_authorization_requests"),  // RFC 9126 §6
    algorithm<&Client::request_object_signing_alg>("request_object_signing_alg"),                   // OIDC Reg. §2
    flag<&Client::require_signed_request_object>("require_signed_request_object"),                  // RFC 9101 §10.5
    flag<&Client::require_issuer_audience>("require_issuer_audience"),                              // our own
    Member{"authorization_code_lifetime", read_code_lifetime, write_code_lifetime},                 // our own
    Member{"refresh_token_rotation", read_refresh_rotation, write_refresh_rotation},                // our own
    web_page<&Client::client_uri>("client_uri"),                                                    // RFC 7591 §2
    web_page<&Client::logo_uri>("logo_uri"),                                                        // RFC 7591 §2
    web_page<&Client::policy_uri>("policy_uri"),                                                    // RFC 7591 §2
    web_page<&Client::tos_uri>("tos_uri"),                                                          // RFC 7591 §2
    web_page<&Client::initiate_login_uri>("initiate_login_uri"),                                    // OIDC Reg. §2
    Member{"contacts", read_contacts, write_contacts},                                              // RFC 7591 §2
    text<&Client::software_id>("software_id"),                                                      // RFC 7591 §2
    text<&Client::software_version>("software_version"),                                            // RFC 7591 §2
};

}  // namespace

std::expected<void, ClientMetadataFault> read_client_metadata(const Json::Object& metadata, UnknownMembers unknown,
                                                              Client& client) {
  for (const auto& [name, value] : metadata) {
    const auto* member = std::ranges::find(kMembers, name, &Member::name);
    if (member != kMembers.end()) {
      if (const Fault fault = member->read(value, client))
        return std::unexpected(ClientMetadataFault{member->name, *fault});
    } else if (unknown == UnknownMembers::refused) {
      return std::unexpected(ClientMetadataFault{"metadata", "has a member of a newer version"});
    }
  }
  return {};
}

Json write_client_metadata(const Client& client) {
  Json::Object metadata;
  for (const Member& member : kMembers)
    if (auto value = member.write(client)) metadata.emplace_back(member.name, *std::move(value));
  return metadata;
}

}  // namespace attesto::inline v0
