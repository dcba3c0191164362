#include "attesto/authorize/redirect.hpp"

#include <utility>

#include "attesto/oauth/redirect_uri.hpp"

namespace attesto::inline v0 {

Result<RedirectCheck> RedirectCheck::check(const LoadClient& load_client, const ClientId& client_id,
                                           std::string_view redirect_uri, std::optional<std::string> state) {
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
  return RedirectCheck{*std::move(client), TrustedRedirect(std::string(redirect_uri), std::move(state))};
}

}  // namespace attesto::inline v0
