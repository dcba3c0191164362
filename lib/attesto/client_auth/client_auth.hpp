// Client authentication - RFC 6749 §2.3, §3.2.1.
#pragma once

#include <memory>
#include <optional>

#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/policy/client_registry.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Proof that a client is who it says. Only `authenticate_client` makes one, so no endpoint can
/// forget to ask.
class AuthenticatedClient {
 public:
  /// The client, as registered.
  [[nodiscard]] const Client& client() const noexcept { return *client_; }

 private:
  friend Result<AuthenticatedClient> authenticate_client(const LoadClient&, const std::optional<VerifyClientSecret>&,
                                                         const http::Request&, const Form&);
  explicit AuthenticatedClient(std::shared_ptr<const Client> client) : client_(std::move(client)) {}
  std::shared_ptr<const Client> client_;
};

/// Authenticates by the one method that the request uses, which must be the registered one.
///
/// An unknown client, a disabled one and a wrong secret give the same answer after the same work.
/// @error invalid_request  several methods at once (RFC 6749 §2.3)
/// @error invalid_client   everything else; the caller answers 401 with WWW-Authenticate
/// @rfc 6749 §2.3.1, §3.2.1, §5.2
[[nodiscard]] Result<AuthenticatedClient> authenticate_client(const LoadClient& load_client,
                                                              const std::optional<VerifyClientSecret>& verify_secret,
                                                              const http::Request& request, const Form& form);

}  // namespace attesto::inline v0
