// One URL: a row of data and one function.
#pragma once

#include <string_view>

#include "attesto/base/request_context.hpp"
#include "attesto/endpoint/services.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

struct Endpoint {
  std::string_view name;   ///< for events
  std::string_view allow;  ///< the methods it takes, as `Allow` lists them
  http::Response (*handle)(const Services&, const RequestContext&, const http::Request&);
};

extern const Endpoint oauth_metadata_endpoint;
extern const Endpoint openid_configuration_endpoint;
extern const Endpoint authorize_endpoint;
extern const Endpoint resume_endpoint;
extern const Endpoint token_endpoint;
extern const Endpoint revoke_endpoint;
extern const Endpoint userinfo_endpoint;
extern const Endpoint jwks_endpoint;

/// Whether `method` is one of the comma-separated methods of `allow`.
[[nodiscard]] bool allows(std::string_view allow, std::string_view method) noexcept;

}  // namespace attesto::inline v0
