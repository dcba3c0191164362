// The authorization server: one issuer, mountable anywhere.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/authorize/interaction.hpp"
#include "attesto/base/problems.hpp"
#include "attesto/policy/recent_refusals.hpp"
#include "attesto/server/config.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// Which middleware of a host a route wants.
enum class RouteClass : std::uint8_t {
  metadata,     ///< public documents: discovery, JWKS; cheap, never blocks
  interactive,  ///< a person's browser
  protocol,     ///< clients talking to us
};

/// One path of the server, for a host's router.
struct Route {
  std::string path;          ///< absolute path, with that of the issuer
  std::string_view methods;  ///< value for `Allow`, e.g. `GET, POST`
  RouteClass route_class;    ///< which middleware it wants
};

/// One issuer. Immutable and thread-safe; copies share the same state.
class Server {
 public:
  /// Checks the whole configuration once.
  /// @return the server, or every fault with the option's name and the cure
  [[nodiscard]] static std::expected<Server, Problems> create(Config config);

  /// Answers a request for one of this server's paths; may block on the store and on callbacks.
  /// @return nothing if the path is not ours: the host's router goes on
  [[nodiscard]] std::optional<http::Response> handle(const http::Request& request) const;

  /// Every path with its methods, for routers that want them declared.
  [[nodiscard]] const std::vector<Route>& routes() const noexcept;
  /// Whether `handle` answers this request without blocking, so that an event loop may call it.
  [[nodiscard]] bool answers_without_blocking(const http::Request& request) const noexcept;

  /// The last requests that were refused, the latest first; as many as Config::refusals_kept says.
  [[nodiscard]] std::vector<RefusedRequest> recent_refusals() const;
  /// The one whose answer had this in `X-Request-Id`, if it is remembered.
  [[nodiscard]] std::optional<RefusedRequest> find_refusal(std::string_view request_id) const;

  /// The interaction that a login or consent page belongs to, if this browser began it.
  /// @param request  what the browser sent to the page; its cookies are looked at
  [[nodiscard]] std::expected<OpenInteraction, InteractionFault> open_interaction(const http::Request& request,
                                                                                  const InteractionId& id) const;

 private:
  struct State;
  explicit Server(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace attesto::inline v0
