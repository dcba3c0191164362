// Authorization requests that the client pushed before the browser came - RFC 9126.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "attesto/authorize/request.hpp"
#include "attesto/authorize/services.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// A checked request as it is stored under its reference.
struct PushedRequest {
  AuthorizationRequest request;  ///< what the client asked for
  Instant expires_at;            ///< the browser must have come before

  /// The body of its record.
  [[nodiscard]] std::string to_json() const;
  /// @return nothing unless `text` is what to_json() made
  [[nodiscard]] static std::optional<PushedRequest> from_json(std::string_view text);
};

/// A pushed request that exists in memory only.
struct NewPushedRequest {
  std::string request_uri;  ///< the only copy: the record has the hash of its random part
  Record record;            ///< to insert
};

/// Draws a reference for a request that was checked. Its record outlives the reference by the life
/// of an interaction: what began in time can be completed, and used references are recognised.
/// Like every record it is on all nodes, and swept (W-4b).
/// @rfc 9126 §2.2
[[nodiscard]] NewPushedRequest push_request(const AuthorizeServices& services, AuthorizationRequest request,
                                            Instant now);

/// Whether a `request_uri` is a reference of ours, known or not; any other would have to be fetched.
[[nodiscard]] bool is_pushed_request_uri(std::string_view request_uri) noexcept;

/// The request behind a reference, as often as the browser comes before the end-user has decided; it
/// is used up by the commit that completes the authorization (RFC 9126 §4, W-4).
/// @param form  `request_uri` and `client_id`; everything else in it is ignored (RFC 9101 §6.3)
/// @error a page, never a redirect: a reference that is unknown, expired, used or another client's
///        leads nowhere
[[nodiscard]] std::expected<ValidAuthorization, AuthorizationRefusal> find_pushed_request(
    const AuthorizeServices& services, const Form& form, Instant now);

}  // namespace attesto::inline v0
