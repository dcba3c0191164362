#include "attesto/oauth/client.hpp"

#include <algorithm>
#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(ClientAuthMethod method) noexcept {
  switch (method) {
    case ClientAuthMethod::none: return "none";
    case ClientAuthMethod::client_secret_basic: return "client_secret_basic";
    case ClientAuthMethod::client_secret_post: return "client_secret_post";
    case ClientAuthMethod::private_key_jwt: return "private_key_jwt";
    case ClientAuthMethod::tls_client_auth: return "tls_client_auth";
    case ClientAuthMethod::self_signed_tls_client_auth: return "self_signed_tls_client_auth";
  }
  std::unreachable();
}

std::optional<ClientAuthMethod> parse_client_auth_method(std::string_view name) noexcept {
  using enum ClientAuthMethod;
  for (const ClientAuthMethod method :
       {none, client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth}) {
    if (to_string(method) == name) return method;
  }
  return std::nullopt;
}

std::string_view to_string(ApplicationType type) noexcept {
  switch (type) {
    case ApplicationType::web: return "web";
    case ApplicationType::native: return "native";
  }
  std::unreachable();
}

std::optional<ApplicationType> parse_application_type(std::string_view name) noexcept {
  using enum ApplicationType;
  for (const ApplicationType type : {web, native}) {
    if (to_string(type) == name) return type;
  }
  return std::nullopt;
}

bool Client::may_use(std::string_view grant_type) const noexcept {
  return std::ranges::find(grant_types, grant_type) != grant_types.end();
}

}  // namespace attesto::inline v0
