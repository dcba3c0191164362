// One way to authenticate a client: a row of data and a few functions.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/client_auth/services.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What the client reads wherever more would say whether there is such a client, or what it is
/// registered for.
inline constexpr WireText kClientAuthFailed = "client authentication failed";

/// What the request claims, not yet believed. Views into the request.
struct PresentedCredentials {
  ClientId client_id;              ///< who it says it is
  std::optional<Secret> secret{};  ///< of the two methods with secrets
  std::string_view assertion{};    ///< of `private_key_jwt`
  http::Peer peer{};               ///< of the two methods with certificates
};

/// The row that lets a credential count once only, where it is of that kind.
using Verified = Result<std::optional<Record>>;

/// One row per method of showing a credential.
struct Method {
  ClientAuthMethod name;  ///< as it is registered
  /// Whether the configuration has what it takes.
  bool (*is_offered)(const ClientAuthServices&);
  /// Whether the request uses this method, well formed or not. Null for certificates: a client may
  /// show one for other reasons (RFC 8705 §3), so what it is for is a question of registration.
  bool (*is_used)(const http::Request&, const Form&);
  /// Reads the credentials of a request that uses this method; null as above.
  Result<PresentedCredentials> (*read)(const http::Request&, const Form&);
  /// Verifies them as those of that client. For a client without an identifier, who stands for those
  /// that are unknown or may not use this method, it does the same work and fails in the same bytes.
  Verified (*verify)(const ClientAuthServices&, const PresentedCredentials&, const Client&, Instant now);
};

/// Every method that shows a credential; `none` is what is left when a request uses none of them.
[[nodiscard]] std::span<const Method* const> all_methods();

}  // namespace attesto::inline v0
