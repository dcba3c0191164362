#include "attesto/authorize/redirect.hpp"

#include <utility>

#include "attesto/oauth/redirect_uri.hpp"

namespace attesto::inline v0 {

namespace {

/// A page can post to a web server, not to an app (RFC 8252 §7.1), and least of all to `javascript:`.
bool can_be_posted_to(std::string_view redirect_uri) {
  return redirect_uri.starts_with("https://") || redirect_uri.starts_with("http://");
}

}  // namespace

Result<RedirectCheck> RedirectCheck::check(const LoadClient& load_client, const ClientId& client_id,
                                           std::string_view redirect_uri, std::optional<std::string> state,
                                           ResponseMode response_mode) {
  auto client = load_client(client_id);
  if (!client) return fail_unavailable(Reason::host_unavailable);
  // Unknown and disabled read alike, so that the page is no list of clients.
  constexpr WireText kNoClient = "client_id names no client that may use this server";
  if (!*client) return fail(ErrorCode::invalid_request, kNoClient, Reason::client_unknown);
  if ((*client)->disabled) return fail(ErrorCode::invalid_request, kNoClient, Reason::client_disabled);
  if (redirect_uri.empty())
    return fail(ErrorCode::invalid_request, "the redirect_uri parameter is missing", Reason::redirect_uri_missing);
  if (!may_redirect(**client, redirect_uri))
    return fail(ErrorCode::invalid_request, "redirect_uri is not one of those registered for the client",
                Reason::redirect_uri_mismatch);
  if (!can_be_posted_to(redirect_uri)) response_mode = ResponseMode::query;
  return RedirectCheck{*std::move(client), TrustedRedirect(std::string(redirect_uri), std::move(state), response_mode)};
}

}  // namespace attesto::inline v0
