// Where the endpoints are: the one value that routing and metadata both use.
#pragma once

#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// Paths below the issuer's own path; each begins with a slash. Well-known documents have fixed
/// places (RFC 8414 §3.1, OIDC Discovery §4) and are not listed.
struct EndpointPaths {
  std::string authorize = "/authorize";                   ///< RFC 6749 §3.1
  std::string resume = "/authorize/resume";               ///< where login and consent pages send the browser back
  std::string par = "/par";                               ///< RFC 9126 §2
  std::string token = "/token";                           ///< RFC 6749 §3.2
  std::string revoke = "/revoke";                         ///< RFC 7009 §2
  std::string introspect = "/introspect";                 ///< RFC 7662 §2
  std::string userinfo = "/userinfo";                     ///< OIDC Core §5.3
  std::string registration = "/register";                 ///< RFC 7591 §3
  std::string client_configuration = "/register/client";  ///< RFC 7592 §2; with the client in the query
  std::string jwks = "/jwks";                             ///< RFC 7517 §5

  /// All of them behind a prefix, e.g. `/oauth2`; each may still be given another value afterwards.
  [[nodiscard]] static EndpointPaths below(std::string_view prefix) {
    EndpointPaths paths;
    for (std::string* path :
         {&paths.authorize, &paths.resume, &paths.par, &paths.token, &paths.revoke, &paths.introspect, &paths.userinfo,
          &paths.registration, &paths.client_configuration, &paths.jwks})
      path->insert(0, prefix);
    return paths;
  }
};

}  // namespace attesto::inline v0
