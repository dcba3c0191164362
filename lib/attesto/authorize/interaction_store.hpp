// Opens and finds interactions, and binds them to their browser.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "attesto/authorize/interaction.hpp"
#include "attesto/authorize/services.hpp"

namespace attesto::inline v0 {

/// An interaction that exists in memory only: it becomes a record, and its cookie is set, when the
/// host takes over. A request that is answered at once leaves no trace.
struct NewInteraction {
  InteractionId id;         ///< travels in URLs
  Secret cookie_value;      ///< stays in the browser that began it
  Interaction interaction;  ///< as it will be stored
};

/// Draws an id and a cookie value for a request that came now.
[[nodiscard]] NewInteraction make_interaction(const AuthorizeServices& services, AuthorizationRequest request,
                                              Instant now);
/// The row to insert; nothing in it opens the interaction.
[[nodiscard]] Record interaction_record(const NewInteraction& opened);
/// The Set-Cookie value that binds the interaction to this browser.
[[nodiscard]] std::string binding_cookie(const AuthorizeServices& services, const NewInteraction& opened);
/// The Set-Cookie value that removes it again.
[[nodiscard]] std::string expired_binding_cookie(const AuthorizeServices& services, const InteractionId& id);
/// Where the host sends the browser when its page is done.
[[nodiscard]] std::string resume_uri(const AuthorizeServices& services, const InteractionId& id);

/// Finds the interaction and checks that this browser began it.
[[nodiscard]] std::expected<OpenInteraction, InteractionFault> open_interaction(const AuthorizeServices& services,
                                                                                const http::Request& request,
                                                                                const InteractionId& id, Instant now);

}  // namespace attesto::inline v0
