// One way to authenticate a client: a row of data and two functions.
#pragma once

#include <optional>
#include <span>

#include "attesto/base/secret.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What the request claims, not yet believed.
struct PresentedCredentials {
  ClientId client_id;              ///< who it says it is
  std::optional<Secret> secret{};  ///< absent for `none`
};

/// One row per method of showing a credential.
struct Method {
  ClientAuthMethod name;  ///< as it is registered
  /// Whether the request uses this method, well formed or not.
  bool (*is_used)(const http::Request&, const Form&);
  /// Reads the credentials of a request that uses this method.
  Result<PresentedCredentials> (*read)(const http::Request&, const Form&);
};

/// Every method that shows a credential; `none` is what is left when a request uses none of them.
[[nodiscard]] std::span<const Method* const> all_methods();

}  // namespace attesto::inline v0
