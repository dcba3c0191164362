#include "attesto/oauth/protected_resource_metadata.hpp"

#include <utility>

#include "attesto/oauth/metadata_members.hpp"
#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kWellKnown = "/.well-known/oauth-protected-resource";

}  // namespace

std::optional<ProtectedResourceId> ProtectedResourceId::parse(std::string_view text, Issuer::Transport transport) {
  const auto uri = Uri::parse(text);
  if (!uri || uri->host().empty() || uri->origin().contains('@') || uri->fragment()) return std::nullopt;
  const bool http_allowed = transport == Issuer::Transport::http_on_loopback_too && uri->is_loopback();
  if (uri->scheme() != "https" && !(uri->scheme() == "http" && http_allowed)) return std::nullopt;
  return ProtectedResourceId(text, uri->origin().size());
}

std::string ProtectedResourceId::metadata_target() const {
  std::string_view rest = std::string_view(text_).substr(origin_size_);
  // "any terminating slash (/) following the host component MUST be removed" (§3.1)
  if (rest == "/" || rest.starts_with("/?")) rest.remove_prefix(1);
  return std::string(kWellKnown) + std::string(rest);
}

std::string ProtectedResourceId::metadata_url() const { return text_.substr(0, origin_size_) + metadata_target(); }

std::string_view to_string(BearerMethod method) noexcept {
  switch (method) {
    case BearerMethod::header: return "header";
    case BearerMethod::body: return "body";
  }
  std::unreachable();
}

std::string ProtectedResourceMetadata::render() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("resource", resource.str());
  write_list(out, "authorization_servers", authorization_servers, &Issuer::str);
  write_list(out, "scopes_supported", scopes_supported.tokens());
  if (!dpop || !dpop->required) write_list(out, "bearer_methods_supported", bearer_methods_supported, kWireName);
  if (dpop) {
    write_list(out, "dpop_signing_alg_values_supported", dpop->algorithms, kWireName);
    out.member("dpop_bound_access_tokens_required", dpop->required);
  }
  out.member("tls_client_certificate_bound_access_tokens", tls_client_certificate_bound_access_tokens);
  write_list(out, "authorization_details_types_supported", authorization_details_types_supported);
  write_text(out, "resource_name", resource_name);
  write_text(out, "resource_documentation", resource_documentation);
  write_text(out, "resource_policy_uri", resource_policy_uri);
  write_text(out, "resource_tos_uri", resource_tos_uri);
  out.end_object();
  return text;
}

}  // namespace attesto::inline v0
