// What both pages do first: find the interaction, and see that the form is ours.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "apps/attestod/page_services.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attestod {

/// A page's request with its interaction, which belongs to this browser.
struct PageRequest {
  attesto::Form form;
  attesto::InteractionId id;
  attesto::OpenInteraction open;

  /// What to call the client.
  [[nodiscard]] std::string_view client_title() const noexcept {
    return open.client->client_name.empty() ? open.client->client_id.view() : open.client->client_name;
  }
};

/// Reads the query of a GET or the body of a POST, opens the interaction and, for a POST, compares
/// the CSRF token. Nothing was done yet when it fails.
/// @error  the error page
/// @rfc 6749 §10.12
[[nodiscard]] std::expected<PageRequest, attesto::http::Response> open_page_request(
    const PageServices& services, const attesto::http::Request& request);

/// 303: the method becomes GET, so that what was posted does not travel on (RFC 9700 §4.12).
[[nodiscard]] attesto::http::Response see_other(const std::string& location);

/// The page for a registry or store that does not answer: 503.
[[nodiscard]] attesto::http::Response unavailable_page(const Pages& pages);

/// The page for an error that the library may not redirect.
[[nodiscard]] attesto::http::Response library_error_page(const Pages& pages, const attesto::Error& error,
                                                         std::string_view request_id);

}  // namespace attestod
