// GET and POST /userinfo - OIDC Core §5.3.
#include <utility>

#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/oauth/scope_claims.hpp"
#include "attesto/resource/access.hpp"

namespace attesto::inline v0 {
namespace {

/// "If a Claim is not returned, that Claim Name SHOULD be omitted [...] it SHOULD NOT be present
/// with a null or empty string value" (§5.3.2).
bool has_value(const Json& value) { return !value.is_null() && !(value.string() && value.string()->empty()); }

/// What is known of a request when it is refused.
struct Progress {
  TokenScheme presented = TokenScheme::bearer;
  std::string client_id{};
  bool send_nonce = false;
};

Result<AccessToken> authorize(const Services& services, const RequestContext& context, const http::Request& request,
                              Progress& progress) {
  std::optional<Form> form;
  if (request.method == "POST" && !request.body.empty()) {
    ATTESTO_TRY(parsed, read_form_body(request));
    form = std::move(parsed);
  }
  ATTESTO_TRY(presented, find_access_token(request, form ? &*form : nullptr));
  progress.presented = presented.scheme;
  const auto keys = services.keys();
  auto access = check_access({.keys = keys->verification_keys(),
                              .policy = {services.issuer.str(), services.audience},
                              .dpop = services.dpop,
                              .url = context.url},
                             presented, request, services.store, context.now);
  progress.send_nonce = access ? access->renew_nonce : access.error().code == ErrorCode::use_dpop_nonce;
  if (!access) return std::unexpected(access.error());
  AccessToken& token = access->token;
  progress.client_id = token.client_id.view();
  if (!token.scope.contains("openid"))
    return fail(ErrorCode::insufficient_scope, "the access token lacks the scope openid", Reason::scope_insufficient);
  return std::move(token);
}

Result<std::string> render_claims(const Services& services, const AccessToken& token) {
  if (services.end_users->subject_is_active) {
    const auto active = (*services.end_users->subject_is_active)(token.sub);
    if (!active) return fail_unavailable(Reason::host_unavailable);
    if (!*active) return fail(ErrorCode::invalid_token, "the end-user is not known any more", Reason::subject_gone);
  }
  const auto claims = services.end_users->load_claims(token.sub, token.scope);
  if (!claims) return fail_unavailable(Reason::host_unavailable);
  Json::Object released = {{"sub", token.sub.view()}};
  for (const auto& [name, value] : *claims) {
    if (releases_claim(token.scope, name) && has_value(value)) released.emplace_back(name, value);
  }
  return Json(std::move(released)).write();
}

http::Response refuse(const Services& services, const RequestContext& context, const Error& error,
                      const Progress& progress) {
  services.emit(context, {.kind = EventKind::userinfo_denied, .client_id = progress.client_id, .reason = error.reason});
  Challenge challenge{.realm = services.issuer.str(), .presented = progress.presented};
  if (error.code == ErrorCode::insufficient_scope) challenge.scope = "openid";
  if (services.dpop) challenge.dpop_algorithms = services.dpop->algorithms;
  return render_error(error, context, challenge);
}

http::Response release(const Services& services, const RequestContext& context, const AccessToken& token,
                       std::string claims) {
  services.emit(
      context,
      {.kind = EventKind::userinfo_released, .client_id = token.client_id.view(), .subject = token.sub.view()});
  return render_json(200, std::move(claims));
}

http::Response answer(const Services& services, const RequestContext& context, const http::Request& request,
                      Progress& progress) {
  const auto token = authorize(services, context, request, progress);
  if (!token) return refuse(services, context, token.error(), progress);
  auto claims = render_claims(services, *token);
  if (!claims) return refuse(services, context, claims.error(), progress);
  return release(services, context, *token, *std::move(claims));
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  Progress progress;
  http::Response response = answer(services, context, request, progress);
  if (progress.send_nonce) add_dpop_nonce(response, services.dpop, DpopEndpoint::protected_resource, context.now);
  return response;
}

}  // namespace

extern const Endpoint userinfo_endpoint{"userinfo", "GET, POST", handle};

}  // namespace attesto::inline v0
