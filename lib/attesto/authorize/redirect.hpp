// Where the answer may go: the switch between error page and redirect is a type.
// RFC 6749 §3.1.2.4, §4.1.2.1; RFC 9700 §4.11.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "attesto/authorize/services.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/oauth/response_mode.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// A redirect URI to which its client may be answered: may_redirect(). Until one exists an error
/// can only be a page; from then on it can only be a redirect.
class TrustedRedirect {
 public:
  /// As the client sent it.
  [[nodiscard]] const std::string& redirect_uri() const noexcept { return redirect_uri_; }
  /// To be returned byte for byte; absent if the client sent none.
  [[nodiscard]] const std::optional<std::string>& state() const noexcept { return state_; }
  /// How the answer travels, errors too.
  [[nodiscard]] ResponseMode response_mode() const noexcept { return response_mode_; }

 private:
  friend struct RedirectCheck;
  TrustedRedirect(std::string redirect_uri, std::optional<std::string> state, ResponseMode response_mode)
      : redirect_uri_(std::move(redirect_uri)), state_(std::move(state)), response_mode_(response_mode) {}
  std::string redirect_uri_;
  std::optional<std::string> state_;
  ResponseMode response_mode_;
};

/// The only maker of TrustedRedirect.
struct RedirectCheck {
  std::shared_ptr<const Client> client;  ///< whose URI it is
  TrustedRedirect redirect;              ///< where answers may go

  /// Finds the client and asks whether it may be answered at `redirect_uri`: may_redirect().
  /// @param response_mode  how it wishes to be answered; `query` if the URI can't be posted to
  /// @error invalid_request  for an error page: unknown client, or it may not
  /// @rfc 6749 §3.1.2.3, 9700 §2.1
  [[nodiscard]] static Result<RedirectCheck> check(const LoadClient& load_client, const ClientId& client_id,
                                                   std::string_view redirect_uri, std::optional<std::string> state,
                                                   ResponseMode response_mode = ResponseMode::query);
};

}  // namespace attesto::inline v0
