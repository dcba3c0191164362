#include "attesto/oauth/server_metadata.hpp"

#include <array>

#include "attesto/oauth/metadata_members.hpp"
#include "attesto/oauth/response_mode.hpp"

namespace attesto::inline v0 {
namespace {

/// RFC 8414 §2: "If omitted, the default is [...]", so an empty list is said as such here.
void write_response_types(JsonWriter& out, bool has_authorization_endpoint) {
  out.name("response_types_supported").begin_array();
  if (has_authorization_endpoint) out.value(std::string_view("code"));
  out.end_array();
}

/// Who has no credentials can't introspect, so `none` is not among the methods (RFC 7662 §2.1).
void write_introspection(JsonWriter& out, const ServerMetadata& metadata) {
  if (metadata.introspection_endpoint.empty()) return;
  std::vector<std::string> methods = metadata.token_endpoint_auth_methods_supported;
  std::erase(methods, "none");
  out.member("introspection_endpoint", metadata.introspection_endpoint);
  write_list(out, "introspection_endpoint_auth_methods_supported", methods);
  write_list(out, "introspection_endpoint_auth_signing_alg_values_supported",
             metadata.token_endpoint_auth_signing_alg_values_supported, kWireName);
}

void write_common(JsonWriter& out, const ServerMetadata& metadata) {
  const bool interactive = !metadata.authorization_endpoint.empty();
  out.member("issuer", metadata.issuer);
  write_text(out, "authorization_endpoint", metadata.authorization_endpoint);
  write_text(out, "pushed_authorization_request_endpoint", metadata.pushed_authorization_request_endpoint);
  out.member("token_endpoint", metadata.token_endpoint);
  out.member("jwks_uri", metadata.jwks_uri);
  out.member("revocation_endpoint", metadata.revocation_endpoint);
  write_text(out, "registration_endpoint", metadata.registration_endpoint);
  write_list(out, "scopes_supported", metadata.scopes_supported.tokens());
  write_list(out, "protected_resources", metadata.protected_resources);
  write_list(out, "authorization_details_types_supported", metadata.authorization_details_types_supported);
  write_response_types(out, interactive);
  write_list(out, "grant_types_supported", metadata.grant_types_supported);
  write_list(out, "token_endpoint_auth_methods_supported", metadata.token_endpoint_auth_methods_supported);
  write_list(out, "token_endpoint_auth_signing_alg_values_supported",
             metadata.token_endpoint_auth_signing_alg_values_supported, kWireName);
  write_list(out, "revocation_endpoint_auth_methods_supported", metadata.token_endpoint_auth_methods_supported);
  write_list(out, "revocation_endpoint_auth_signing_alg_values_supported",
             metadata.token_endpoint_auth_signing_alg_values_supported, kWireName);
  write_introspection(out, metadata);
  if (metadata.tls_client_certificate_bound_access_tokens)
    out.member("tls_client_certificate_bound_access_tokens", true);
  write_list(out, "dpop_signing_alg_values_supported", metadata.dpop_signing_alg_values_supported, kWireName);
  if (!interactive) return;
  write_list(out, "response_modes_supported", kAllResponseModes, kWireName);
  write_list(out, "code_challenge_methods_supported", std::array{"S256"});
  const auto& request_algorithms = metadata.request_object_signing_alg_values_supported;
  out.member("request_parameter_supported", !request_algorithms.empty());
  write_list(out, "request_object_signing_alg_values_supported", request_algorithms, kWireName);
  out.member("require_signed_request_object", metadata.require_signed_request_object);
  out.member("require_pushed_authorization_requests", metadata.require_pushed_authorization_requests);
  out.member("authorization_response_iss_parameter_supported", true);
}

}  // namespace

std::string ServerMetadata::render_oauth() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_common(out, *this);
  out.end_object();
  return text;
}

std::string ServerMetadata::render_openid(std::span<const Algorithm> id_token_algorithms) const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_common(out, *this);
  write_text(out, "userinfo_endpoint", userinfo_endpoint);
  write_list(out, "subject_types_supported", std::array{"public"});
  write_list(out, "id_token_signing_alg_values_supported", id_token_algorithms, kWireName);
  write_list(out, "claim_types_supported", std::array{"normal"});
  write_list(out, "claims_supported", claims_supported);
  write_list(out, "prompt_values_supported", std::array{"none", "login", "consent", "select_account"});
  // request_uri_parameter_supported counts as true when it is left out (OIDC Discovery §3).
  out.member("claims_parameter_supported", false).member("request_uri_parameter_supported", false);
  out.end_object();
  return text;
}

}  // namespace attesto::inline v0
