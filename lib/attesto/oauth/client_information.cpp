#include "attesto/oauth/client_information.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace attesto::inline v0 {
namespace {

using Fault = std::optional<WireText>;

/// A member that every client has a value of.
struct Member {
  std::string_view name;
  Fault (*read)(const Json&, Client&);
};

constexpr WireText kNoTexts = "must be an array of texts, each once";

std::optional<std::vector<std::string>> read_texts(const Json& value) {
  if (!value.array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const Json& element : *value.array()) {
    if (!element.string() || std::ranges::find(texts, *element.string()) != texts.end()) return std::nullopt;
    texts.push_back(*element.string());
  }
  return texts;
}

template <std::vector<std::string> Client::* kField>
Fault read_list(const Json& value, Client& client) {
  auto texts = read_texts(value);
  if (!texts) return kNoTexts;
  client.*kField = *std::move(texts);
  return std::nullopt;
}

Fault read_response_types(const Json& value, Client&) { return read_texts(value) ? Fault() : kNoTexts; }

Fault read_auth_method(const Json& value, Client& client) {
  const auto method = value.string() ? parse_client_auth_method(*value.string()) : std::nullopt;
  if (!method) return WireText("must be a client authentication method that the metadata of this server list");
  client.token_endpoint_auth_method = *method;
  return std::nullopt;
}

Fault read_application_type(const Json& value, Client& client) {
  const auto type = value.string() ? parse_application_type(*value.string()) : std::nullopt;
  if (!type) return WireText("must be web or native");
  client.application_type = *type;
  return std::nullopt;
}

Fault read_client_name(const Json& value, Client& client) {
  constexpr std::size_t kMostBytes = 255;
  const std::string* name = value.string();
  if (!name || name->empty() || name->size() > kMostBytes || name->starts_with(' ') || name->ends_with(' ') ||
      std::ranges::any_of(*name, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return WireText("must be a text of 1 to 255 bytes without control characters, and no space at an end");
  client.client_name = *name;
  return std::nullopt;
}

Fault read_scope(const Json& value, Client& client) {
  auto scope = value.string() ? Scope::parse(*value.string()) : std::nullopt;
  if (!scope) return WireText("must be a text of scope names with single spaces in between");
  client.scope = *std::move(scope);
  return std::nullopt;
}

Fault read_id_token_algorithm(const Json& value, Client& client) {
  const auto algorithm = value.string() ? parse_algorithm(*value.string()) : std::nullopt;
  if (!algorithm) return WireText("must be a signature algorithm that the metadata of this server list");
  client.id_token_signed_response_alg = algorithm;
  return std::nullopt;
}

constexpr std::array kMembers = {
    Member{"redirect_uris", read_list<&Client::redirect_uris>},        // RFC 7591 §2
    Member{"token_endpoint_auth_method", read_auth_method},            // RFC 7591 §2
    Member{"grant_types", read_list<&Client::grant_types>},            // RFC 7591 §2
    Member{"response_types", read_response_types},                     // RFC 7591 §2
    Member{"application_type", read_application_type},                 // OIDC Registration §2
    Member{"client_name", read_client_name},                           // RFC 7591 §2
    Member{"scope", read_scope},                                       // RFC 7591 §2
    Member{"id_token_signed_response_alg", read_id_token_algorithm}};  // OIDC Registration §2

Json texts(const std::vector<std::string>& list) { return Json::Array(list.begin(), list.end()); }

}  // namespace

std::expected<void, ClientMetadataFault> read_client_information(const Json::Object& metadata, Client& client) {
  for (const auto& [name, value] : metadata) {
    const auto* member = std::ranges::find(kMembers, name, &Member::name);
    if (member == kMembers.end()) continue;
    if (const Fault fault = member->read(value, client))
      return std::unexpected(ClientMetadataFault{member->name, *fault});
  }
  Client read = client;
  if (auto taken = read_client_metadata(metadata, UnknownMembers::ignored, read); !taken) return taken;
  // Members of our own are an operator's to set: a client that asks for them has sent unknown ones.
  read.require_issuer_audience = client.require_issuer_audience;
  read.authorization_code_lifetime = client.authorization_code_lifetime;
  read.refresh_token_rotation = client.refresh_token_rotation;
  client = std::move(read);
  return {};
}

Json::Object write_client_information(const Client& client) {
  Json::Object all = {{"redirect_uris", texts(client.redirect_uris)},
                      {"token_endpoint_auth_method", to_string(client.token_endpoint_auth_method)},
                      {"grant_types", texts(client.grant_types)},
                      {"response_types", client.may_use("authorization_code") ? Json::Array{"code"} : Json::Array{}},
                      {"application_type", to_string(client.application_type)}};
  if (!client.client_name.empty()) all.emplace_back("client_name", client.client_name);
  all.emplace_back("scope", client.scope.str());
  if (client.id_token_signed_response_alg)
    all.emplace_back("id_token_signed_response_alg", to_string(*client.id_token_signed_response_alg));
  const Json others = write_client_metadata(client);
  all.insert(all.end(), others.object()->begin(), others.object()->end());
  return all;
}

}  // namespace attesto::inline v0
