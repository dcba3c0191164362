// GET and POST /userinfo - OIDC Core §5.3.
#include <utility>

#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/oauth/scope_claims.hpp"
#include "attesto/resource/bearer.hpp"

namespace attesto::inline v0 {
namespace {

/// "If a Claim is not returned, that Claim Name SHOULD be omitted [...] it SHOULD NOT be present
/// with a null or empty string value" (§5.3.2).
bool has_value(const Json& value) { return !value.is_null() && !(value.string() && value.string()->empty()); }

Result<AccessToken> authorize(const Services& services, const RequestContext& context, const http::Request& request) {
  std::optional<Form> form;
  if (request.method == "POST" && !request.body.empty()) {
    ATTESTO_TRY(parsed, read_form_body(request));
    form = std::move(parsed);
  }
  ATTESTO_TRY(compact, find_access_token(request, form ? &*form : nullptr));
  const auto keys = services.keys();
  ATTESTO_TRY(token, check_bearer(compact, keys->verification_keys(), {services.issuer.str(), services.audience},
                                  services.store, context.now));
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

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  const auto refuse = [&](const Error& error, std::string_view client_id) {
    services.emit({.kind = EventKind::userinfo_denied,
                   .at = context.now,
                   .endpoint = context.endpoint,
                   .client_id = client_id,
                   .reason = error.reason});
    const bool wants_scope = error.code == ErrorCode::insufficient_scope;
    return render_error(error, ToResourceCaller{services.issuer.str(), wants_scope ? "openid" : ""});
  };
  const auto token = authorize(services, context, request);
  if (!token) return refuse(token.error(), {});
  auto body = render_claims(services, *token);
  if (!body) return refuse(body.error(), token->client_id.view());
  services.emit({.kind = EventKind::userinfo_released,
                 .at = context.now,
                 .endpoint = context.endpoint,
                 .client_id = token->client_id.view(),
                 .subject = token->sub.view()});
  return render_json(200, *std::move(body));
}

}  // namespace

extern const Endpoint userinfo_endpoint{"userinfo", "GET, POST", handle};

}  // namespace attesto::inline v0
