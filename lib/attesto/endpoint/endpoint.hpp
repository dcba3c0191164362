// One URL: a row of data and one function.
#pragma once

#include <string_view>

#include "attesto/base/request_context.hpp"
#include "attesto/endpoint/services.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// One row per URL.
struct Endpoint {
  std::string_view name;   ///< for events
  std::string_view allow;  ///< the methods it takes, as `Allow` lists them
  /// Answers a request whose method is one of `allow`.
  http::Response (*handle)(const Services&, const RequestContext&, const http::Request&);
};

extern const Endpoint oauth_metadata_endpoint;        ///< RFC 8414 §3
extern const Endpoint openid_configuration_endpoint;  ///< OIDC Discovery §4
extern const Endpoint authorize_endpoint;             ///< RFC 6749 §3.1
extern const Endpoint resume_endpoint;                ///< where login and consent pages send the browser back
extern const Endpoint par_endpoint;                   ///< RFC 9126 §2
extern const Endpoint token_endpoint;                 ///< RFC 6749 §3.2
extern const Endpoint revoke_endpoint;                ///< RFC 7009 §2
extern const Endpoint introspect_endpoint;            ///< RFC 7662 §2
extern const Endpoint userinfo_endpoint;              ///< OIDC Core §5.3
extern const Endpoint register_endpoint;              ///< RFC 7591 §3
extern const Endpoint client_configuration_endpoint;  ///< RFC 7592 §2
extern const Endpoint jwks_endpoint;                  ///< RFC 7517 §5

/// Whether `method` is one of the comma-separated methods of `allow`.
[[nodiscard]] bool allows(std::string_view allow, std::string_view method) noexcept;

}  // namespace attesto::inline v0
