#include "attesto/server/server.hpp"

#include <algorithm>
#include <utility>

#include "attesto/authorize/interaction_store.hpp"
#include "attesto/base/request_id.hpp"
#include "attesto/client_auth/method.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/oauth/protected_resource_metadata.hpp"
#include "attesto/oauth/scope_claims.hpp"
#include "attesto/server/config_check.hpp"

namespace attesto::inline v0 {
namespace {

/// Routing and metadata take every URL from here, so that they can't drift apart.
std::string url_of(const Config& config, std::string_view path) { return config.issuer.str() + std::string(path); }

Scope with_openid(const Scope& scopes) {
  if (scopes.contains("openid")) return scopes;
  return *Scope::parse(scopes.empty() ? "openid" : "openid " + scopes.str());
}

/// How clients may authenticate, as it is dispatched.
void describe_client_auth(ServerMetadata& metadata, const ClientAuthServices& client_auth,
                          std::span<const Grant* const> grants) {
  for (const Method* method : all_methods()) {
    if (!method->is_offered(client_auth)) continue;
    metadata.token_endpoint_auth_methods_supported.emplace_back(to_string(method->name));
    if (method->name == ClientAuthMethod::private_key_jwt)
      metadata.token_endpoint_auth_signing_alg_values_supported = client_auth.assertions.algorithms;
  }
  metadata.tls_client_certificate_bound_access_tokens = client_auth.certificates.has_value();
  if (serve_public_clients(grants) && !client_auth.require_client_keys)
    metadata.token_endpoint_auth_methods_supported.emplace_back(to_string(ClientAuthMethod::none));
}

ServerMetadata describe_server(const Config& config, const ClientAuthServices& client_auth,
                               std::span<const Grant* const> grants) {
  ServerMetadata metadata{.issuer = config.issuer.str(),
                          .token_endpoint = std::string(client_auth.token_endpoint),
                          .jwks_uri = url_of(config, config.paths.jwks),
                          .revocation_endpoint = url_of(config, config.paths.revoke),
                          .scopes_supported = config.scopes_supported,
                          .authorization_details_types_supported = config.targets.authorization_details_types};
  // "resource identifiers" of RFC 9728 are URLs; `resource` may be any absolute URI (RFC 8707 §2).
  for (const ResourceIndicator& resource : config.targets.resources)
    if (ProtectedResourceId::parse(resource.str())) metadata.protected_resources.push_back(resource.str());
  if (config.introspection) metadata.introspection_endpoint = url_of(config, config.paths.introspect);
  if (config.registration) metadata.registration_endpoint = url_of(config, config.paths.registration);
  if (config.dpop) metadata.dpop_signing_alg_values_supported = config.dpop->algorithms;
  for (const Grant* grant : grants) metadata.grant_types_supported.emplace_back(grant->type);
  describe_client_auth(metadata, client_auth, grants);
  if (!config.end_users) return metadata;
  metadata.authorization_endpoint = url_of(config, config.paths.authorize);
  metadata.pushed_authorization_request_endpoint = url_of(config, config.paths.par);
  metadata.require_pushed_authorization_requests = config.require_pushed_authorization_requests;
  metadata.request_object_signing_alg_values_supported = config.request_objects.algorithms;
  metadata.require_signed_request_object = config.request_objects.required;
  metadata.userinfo_endpoint = url_of(config, config.paths.userinfo);
  metadata.scopes_supported = with_openid(config.scopes_supported);
  metadata.claims_supported = released_claims(metadata.scopes_supported);
  metadata.claims_supported.insert(metadata.claims_supported.begin(), "sub");
  return metadata;
}

}  // namespace

struct Server::State {
  struct Mounted {
    const Endpoint* endpoint;
    RouteClass route_class;
    std::string url;
  };

  explicit State(Config given)
      : config(std::move(given)),
        audience(config.audience.empty() ? config.issuer.str() : config.audience),
        resume_url(url_of(config, config.paths.resume)),
        grants(offered_grants(
            {.end_users = config.end_users.has_value(), .exchange_policy = config.decide_exchange.has_value()},
            config.grants)),
        repeatable(repeatable_parameters(grants)),
        token_url(url_of(config, config.paths.token)),
        client_configuration_url(url_of(config, config.paths.client_configuration)),
        request_ids(*config.random),
        refusals(config.refusals_kept),
        rate_limiter(config.rate_limits ? std::make_unique<RateLimiter>(*config.rate_limits, *config.random) : nullptr),
        metadata(describe_server(config, client_auth(), grants)),
        authorize(make_authorize_services()),
        services{.issuer = config.issuer,
                 .metadata = metadata,
                 .audience = audience,
                 .targets = config.targets,
                 .grants = grants,
                 .repeatable = repeatable,
                 .keys = config.keys,
                 .store = *config.store,
                 .random = *config.random,
                 .lifetimes = config.lifetimes,
                 .refresh_rotation = config.refresh_rotation,
                 .dpop = config.dpop,
                 .require_sender_constraint = config.require_sender_constraint,
                 .client_auth = client_auth(),
                 .narrow_scope = config.narrow_scope,
                 .decide_exchange = config.decide_exchange,
                 .introspection = config.introspection,
                 .on_event = config.on_event,
                 .registration = config.registration,
                 .client_configuration_url = client_configuration_url,
                 .refusals = refusals,
                 .rate_limiter = rate_limiter.get(),
                 .end_users = config.end_users ? &*config.end_users : nullptr,
                 .authorize = authorize} {
    mount_all();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] ClientAuthServices client_auth() const {
    return {.load_client = config.load_client,
            .verify_client_secret = config.verify_client_secret,
            .assertions = config.client_assertions,
            .certificates = config.client_certificates,
            .require_client_keys = config.require_client_keys,
            .store = *config.store,
            .issuer = config.issuer.str(),
            .token_endpoint = token_url,
            .rate_limiter = rate_limiter.get()};
  }

  [[nodiscard]] std::optional<AuthorizeServices> make_authorize_services() {
    if (!config.end_users) return std::nullopt;
    return AuthorizeServices{.issuer = config.issuer,
                             .load_client = config.load_client,
                             .end_users = *config.end_users,
                             .narrow_scope = config.narrow_scope,
                             .keys = config.keys,
                             .store = *config.store,
                             .random = *config.random,
                             .lifetimes = config.lifetimes,
                             .audience = audience,
                             .targets = config.targets,
                             .resume_endpoint = resume_url,
                             .request_objects = config.request_objects,
                             .require_pushed_requests = config.require_pushed_authorization_requests,
                             .require_pkce = config.require_pkce};
  }

  void mount(std::string path, const Endpoint& endpoint, RouteClass route_class) {
    mounted.push_back({&endpoint, route_class, std::string(config.issuer.origin()) + path});
    routes.push_back({std::move(path), endpoint.allow, route_class});
  }

  void mount_all() {
    const std::string base(config.issuer.path());
    const EndpointPaths& paths = config.paths;
    // RFC 8414 §3.1 puts the issuer's path behind the well-known part, OIDC Discovery §4 before it.
    mount("/.well-known/oauth-authorization-server" + base, oauth_metadata_endpoint, RouteClass::metadata);
    mount(base + paths.jwks, jwks_endpoint, RouteClass::metadata);
    mount(base + paths.token, token_endpoint, RouteClass::protocol);
    mount(base + paths.revoke, revoke_endpoint, RouteClass::protocol);
    if (config.introspection) mount(base + paths.introspect, introspect_endpoint, RouteClass::protocol);
    if (config.registration) {
      mount(base + paths.registration, register_endpoint, RouteClass::protocol);
      mount(base + paths.client_configuration, client_configuration_endpoint, RouteClass::protocol);
    }
    if (!config.end_users) return;
    mount(base + "/.well-known/openid-configuration", openid_configuration_endpoint, RouteClass::metadata);
    mount(base + paths.authorize, authorize_endpoint, RouteClass::interactive);
    mount(base + paths.resume, resume_endpoint, RouteClass::interactive);
    mount(base + paths.par, par_endpoint, RouteClass::protocol);
    mount(base + paths.userinfo, userinfo_endpoint, RouteClass::protocol);
  }

  [[nodiscard]] const Mounted* find(std::string_view path) const noexcept {
    const auto found = std::ranges::find(routes, path, &Route::path);
    return found == routes.end() ? nullptr : &mounted[static_cast<std::size_t>(found - routes.begin())];
  }

  Config config;
  std::string audience;
  std::string resume_url;
  std::vector<const Grant*> grants;
  std::vector<std::string_view> repeatable;
  std::string token_url;
  std::string client_configuration_url;
  RequestIds request_ids;
  RecentRefusals refusals;
  std::unique_ptr<RateLimiter> rate_limiter;
  ServerMetadata metadata;
  std::optional<AuthorizeServices> authorize;
  Services services;
  std::vector<Route> routes;
  std::vector<Mounted> mounted;
};

std::expected<Server, Problems> Server::create(Config config) {
  if (auto problems = check_config(config); !problems.empty()) return std::unexpected(std::move(problems));
  return Server(std::make_shared<const State>(std::move(config)));
}

std::optional<http::Response> Server::handle(const http::Request& request) const {
  const State::Mounted* found = state_->find(request.path());
  if (!found) return std::nullopt;
  const Endpoint& endpoint = *found->endpoint;
  const RequestId id = state_->request_ids.next();
  const RequestContext context{state_->config.clock->now(), state_->config.issuer.str(), endpoint.name, found->url,
                               id.view()};
  if (!allows(endpoint.allow, request.method)) {
    state_->services.emit(context, {.kind = EventKind::request_failed, .reason = Reason::method_not_allowed});
    return render_method_not_allowed(context, endpoint.allow);
  }
  try {
    return endpoint.handle(state_->services, context, request);
  } catch (...) {
    // A host callback or a part below broke its promise; the client learns only that it failed.
    const Error error{ErrorCode::server_error, "the server failed to answer", Reason::internal_failure};
    state_->services.emit(context, {.kind = EventKind::request_failed, .reason = error.reason});
    if (found->route_class == RouteClass::interactive)
      return render_error(error, context, ToBrowser{state_->config.end_users->render_error_page});
    return render_error(error, context, ToClient{state_->config.issuer.str()});
  }
}

const std::vector<Route>& Server::routes() const noexcept { return state_->routes; }

std::vector<RefusedRequest> Server::recent_refusals() const { return state_->refusals.list(); }

std::optional<RefusedRequest> Server::find_refusal(std::string_view request_id) const {
  return state_->refusals.find(request_id);
}

bool Server::answers_without_blocking(const http::Request& request) const noexcept {
  const State::Mounted* found = state_->find(request.path());
  return found && found->route_class == RouteClass::metadata;
}

std::expected<OpenInteraction, InteractionFault> Server::open_interaction(const http::Request& request,
                                                                          const InteractionId& id) const {
  if (!state_->authorize) return std::unexpected(InteractionFault::unknown);
  return attesto::open_interaction(*state_->authorize, request, id, state_->config.clock->now());
}

}  // namespace attesto::inline v0
