// One authorization request on its way through login and consent.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/oauth/authorization_request.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/store/store.hpp"
#include "attesto/wire/cookie.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// An interaction as stored: the checked request and the browser it belongs to. Its id travels in
/// URLs; a cookie of its own binds it to the browser that began it, so that neither another
/// browser nor another tab's form can act on it (RFC 6749 §10.12).
struct Interaction {
  AuthorizationRequest request;  ///< what the client asked for
  /// The pushed request that it came from, used up with the interaction; absent: it came through the browser.
  std::optional<RecordKey> pushed_request{};
  Instant created_at;    ///< when the browser first came
  Instant expires_at;    ///< nobody can go on with it from here on
  Sha256Digest binding;  ///< SHA-256 of the cookie's value

  /// The body of its record.
  [[nodiscard]] std::string to_json() const;
  /// @return nothing unless `text` is what to_json() made
  [[nodiscard]] static std::optional<Interaction> from_json(std::string_view text, Instant expires_at);
};

/// What a login or consent page may know and needs to send back.
struct OpenInteraction {
  Interaction interaction;               ///< what is being authorized
  std::shared_ptr<const Client> client;  ///< who asks for it
  std::string csrf;                      ///< put it into a hidden field of each form
  std::string resume_uri;                ///< absolute; redirect (303) here when the page is done

  /// Whether a submitted form carries the token of this interaction; constant time.
  [[nodiscard]] bool accepts_csrf(std::string_view submitted) const noexcept;
};

/// Why an interaction can't go on. Each has an error page.
enum class InteractionFault : std::uint8_t {
  unknown,  ///< never existed, or long gone
  expired,
  completed,      ///< a code was issued, or the request was denied already
  other_browser,  ///< the binding cookie is missing or another one
  unavailable,    ///< the store did not answer
};

}  // namespace attesto::inline v0
