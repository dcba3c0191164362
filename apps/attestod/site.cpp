#include "apps/attestod/site.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

#include "apps/attestod/client_registration.hpp"
#include "apps/attestod/consent_page.hpp"
#include "apps/attestod/end_users.hpp"
#include "apps/attestod/login_page.hpp"
#include "apps/attestod/page_request.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/server/server.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;

attesto::LoadClient load_client_from(const attesto::Registry& registry) {
  return
      [&registry](
          const attesto::ClientId& id) -> std::expected<std::shared_ptr<const attesto::Client>, attesto::Unavailable> {
        auto client = registry.find_client(id);
        if (!client) return std::unexpected(client.error());
        if (!*client) return nullptr;
        return std::make_shared<const attesto::Client>(**std::move(client));
      };
}

http::Response plain_text(int status, std::string body) {
  http::Response response{.status = status, .body = std::move(body)};
  response.add("Content-Type", "text/plain; charset=utf-8")
      .add("X-Content-Type-Options", "nosniff")
      .add("Cache-Control", "no-store");
  return response;
}

/// Whether a person looks at the answer.
bool wants_html(const http::Request& request) { return request.header("accept").value_or("").contains("text/html"); }

}  // namespace

struct Site::State {
  /// One page: what it answers to GET, which HEAD shares, and to POST if it takes any.
  struct PageRoute {
    const std::string& path;
    http::Response (State::*get)(const http::Request&) const;
    http::Response (State::*post)(const http::Request&) const;
    bool blocks;
  };

  State(SiteParts given)
      : parts(std::move(given)),
        pages(parts.issuer),
        sessions(*parts.registry, *parts.random, parts.issuer, parts.session_lifetime),
        decisions(*parts.master_key, *parts.random),
        attempts_per_user(parts.limits.logins_per_account, *parts.random),
        attempts_per_address(parts.limits.logins_per_address, *parts.random) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] attesto::Config server_config() const {
    const EndUserParts end_user_parts{.registry = *parts.registry,
                                      .clock = *parts.clock,
                                      .sessions = sessions,
                                      .decisions = decisions,
                                      .login_path = pages.paths().login,
                                      .consent_path = pages.paths().consent};
    attesto::Config config{
        .issuer = parts.issuer,
        .keys = parts.keys,
        .store = parts.store,
        .clock = parts.clock,
        .random = parts.random,
        .load_client = load_client_from(*parts.registry),
        .end_users = make_end_users(end_user_parts,
                                    [this](const attesto::Error& error, std::string_view request_id) {
                                      return library_error_page(pages, error, request_id);
                                    }),
        .client_certificates = parts.client_certificates,
        .registration = registration_policy(),
        .rate_limits = parts.limits.clients,
        .introspection = parts.introspection,
        .on_event = parts.on_event.value_or([log = parts.log](const attesto::Event& event) { log->write(event); }),
        .scopes_supported = parts.scopes_supported,
        .targets = {.resources = parts.resources},
        .lifetimes = parts.lifetimes,
        .dpop = parts.dpop,
        .request_objects = {.required = parts.require_signed_requests}};
    return with_rules(parts.profile, parts.rules, std::move(config));
  }

  [[nodiscard]] std::optional<attesto::RegistrationPolicy> registration_policy() const {
    if (!parts.registration) return std::nullopt;
    return make_registration_policy(*parts.registration, *parts.registry, *parts.clock);
  }

  [[nodiscard]] PageServices services() const {
    return {*server,  *parts.registry, *parts.clock,      *parts.log,          pages,
            sessions, decisions,       attempts_per_user, attempts_per_address};
  }

  [[nodiscard]] http::Response get_login(const http::Request& request) const { return show_login(services(), request); }
  [[nodiscard]] http::Response post_login(const http::Request& request) const {
    return submit_login(services(), request);
  }
  [[nodiscard]] http::Response get_consent(const http::Request& request) const {
    return show_consent(services(), request);
  }
  [[nodiscard]] http::Response post_consent(const http::Request& request) const {
    return submit_consent(services(), request);
  }
  [[nodiscard]] http::Response get_stylesheet(const http::Request&) const { return pages.stylesheet(); }
  /// Healthy means: the store answers. The key is of a record that never exists.
  [[nodiscard]] http::Response get_health(const http::Request&) const {
    const auto found = parts.store->find(attesto::record_key(attesto::RecordKind::interaction, "healthz"));
    return found ? plain_text(200, "ok\n") : plain_text(503, "the store does not answer\n");
  }

  [[nodiscard]] std::optional<PageRoute> find_page(std::string_view path) const {
    const PagePaths& paths = pages.paths();
    const std::array<PageRoute, 4> routes = {{
        {paths.login, &State::get_login, &State::post_login, true},
        {paths.consent, &State::get_consent, &State::post_consent, true},
        {paths.stylesheet, &State::get_stylesheet, nullptr, false},
        {paths.health, &State::get_health, nullptr, true},
    }};
    for (const PageRoute& route : routes) {
      if (route.path == path) return route;
    }
    return std::nullopt;
  }

  [[nodiscard]] http::Response answer_page(const PageRoute& route, const http::Request& request) const {
    if (request.method == "GET" || request.method == "HEAD") return (this->*route.get)(request);
    if (request.method == "POST" && route.post) return (this->*route.post)(request);
    http::Response response =
        pages.error(405, {"This page does not take that kind of request.", "Go back to the application."});
    response.add("Allow", route.post ? "GET, HEAD, POST" : "GET, HEAD");
    return response;
  }

  [[nodiscard]] http::Response not_found(const http::Request& request) const {
    if (!wants_html(request)) return plain_text(404, "not found\n");
    return pages.error(404, {"There is no page at this address.", "Go back to the application you came from."});
  }

  SiteParts parts;
  Pages pages;
  Sessions sessions;
  ConsentDecisions decisions;
  mutable attesto::TokenBuckets attempts_per_user;
  mutable attesto::TokenBuckets attempts_per_address;
  std::optional<attesto::Server> server;
};

Site::Site(std::unique_ptr<State> state) : state_(std::move(state)) {}
Site::~Site() = default;

std::expected<std::unique_ptr<Site>, attesto::Problems> Site::create(SiteParts parts) {
  auto state = std::make_unique<State>(std::move(parts));
  auto server = attesto::Server::create(state->server_config());
  if (!server) return std::unexpected(std::move(server).error());
  state->server = *std::move(server);
  return std::unique_ptr<Site>(new Site(std::move(state)));
}

const attesto::Issuer& Site::issuer() const noexcept { return state_->parts.issuer; }

bool Site::has(std::string_view path) const {
  return state_->find_page(path).has_value() ||
         std::ranges::find(state_->server->routes(), path, &attesto::Route::path) != state_->server->routes().end();
}

http::Response Site::answer(const http::Request& request) const {
  if (const auto route = state_->find_page(request.path())) {
    try {
      return state_->answer_page(*route, request);
    } catch (const std::exception&) {
      state_->parts.log->write(attesto::LogLine(attesto::LogLevel::error, state_->parts.clock->now(), "page_failed")
                                   .add("page", route->path));
      return state_->pages.error(500,
                                 {"We made a mistake, and could not finish your request.",
                                  "Try again in a moment. If it keeps happening, tell the operator of this site."});
    }
  }
  if (auto response = state_->server->handle(request)) return *std::move(response);
  return state_->not_found(request);
}

bool Site::answers_without_blocking(const http::Request& request) const {
  if (const auto route = state_->find_page(request.path())) return !route->blocks;
  return state_->server->answers_without_blocking(request);
}

}  // namespace attestod
