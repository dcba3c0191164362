// Client authentication - RFC 6749 §2.3, §3.2.1; RFC 7523 §2.2; RFC 8705 §2.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "attesto/base/clock.hpp"
#include "attesto/client_auth/services.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Proof that a client is who it says. Only `authenticate_client` makes one, so no endpoint can
/// forget to ask.
class AuthenticatedClient {
 public:
  /// The client, as registered.
  [[nodiscard]] const Client& client() const noexcept { return *client_; }
  /// Present for a credential that counts once, an assertion: to insert in the one commit of what the
  /// client is let do, or in a commit of its own where there is nothing else to write.
  /// LossReason::exists on it is ClientAssertionError::replayed. W-2: it comes with the client, so that
  /// no endpoint forgets it.
  [[nodiscard]] const std::optional<Record>& replay_record() const noexcept { return replay_record_; }

 private:
  friend Result<AuthenticatedClient> authenticate_client(const ClientAuthServices&, const http::Request&, const Form&,
                                                         Instant);
  AuthenticatedClient(std::shared_ptr<const Client> client, std::optional<Record> replay_record)
      : client_(std::move(client)), replay_record_(std::move(replay_record)) {}
  std::shared_ptr<const Client> client_;
  std::optional<Record> replay_record_;
};

/// Authenticates by the one method that the request uses, which must be the registered one.
///
/// An unknown client, a disabled one, one of another method and a wrong credential give the same
/// answer after the same work. What the work is, for each method, and what can still be measured, is in
/// docs/client-authentication.md.
/// @error invalid_request  several methods at once (RFC 6749 §2.3), or a wrong `client_assertion_type`
/// @error invalid_client   everything else; the caller answers 401 with WWW-Authenticate
/// @error temporarily_unavailable  asked too often (RateLimits), with Error::retry_after; said before the
///                                 client is looked up, so in the same bytes for one that does not exist
/// @note  Records nothing: a request that is refused later leaves an assertion as good as it was.
/// @rfc 6749 §2.3.1, §3.2.1, §5.2, 7523 §3, 8705 §2
[[nodiscard]] Result<AuthenticatedClient> authenticate_client(const ClientAuthServices& services,
                                                              const http::Request& request, const Form& form,
                                                              Instant now);

}  // namespace attesto::inline v0
