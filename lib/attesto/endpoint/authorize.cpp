// GET and POST /authorize, and the way back from login and consent - RFC 6749 §3.1.
#include <array>
#include <utility>

#include "attesto/authorize/pipeline.hpp"
#include "attesto/base/overloaded.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"

namespace attesto::inline v0 {
namespace {

EventKind kind_of(const AuthorizationRefusal& refusal) {
  return refusal.error.code == ErrorCode::access_denied ? EventKind::authorization_denied
                                                        : EventKind::authorization_failed;
}

http::Response refuse(const Services& services, const RequestContext& context, const AuthorizationRefusal& refusal,
                      std::string_view client_id) {
  services.emit(context, {.kind = kind_of(refusal), .client_id = client_id, .reason = refusal.error.reason});
  if (refusal.redirect)
    return render_error(refusal.error, context, ToRedirect{*refusal.redirect, services.issuer.str()});
  return render_error(refusal.error, context, ToBrowser{services.end_users->render_error_page});
}

http::Response grant(const Services& services, const RequestContext& context, const CodeGranted& granted) {
  const std::string scope = granted.authorization.scope.str();
  services.emit(context, {.kind = EventKind::authorization_issued,
                          .client_id = granted.authorization.client_id.view(),
                          .subject = granted.authorization.subject.view(),
                          .scope = scope});
  return render_authorization_response(granted.redirect, services.issuer.str(), {{"code", granted.code.expose()}});
}

/// A host that forgets to say so must not find its users' pages in a cache.
http::Response hand_over(HostTakesOver& host) {
  if (!host.response.header("Cache-Control")) forbid_caching(host.response);
  return std::move(host.response);
}

http::Response render(const Services& services, const RequestContext& context, FrontChannelAnswer answer) {
  http::Response response = std::visit(
      Overloaded{
          [&](const CodeGranted& granted) { return grant(services, context, granted); },
          [&](const AuthorizationRefusal& refusal) { return refuse(services, context, refusal, answer.client_id); },
          [](HostTakesOver& host) { return hand_over(host); }},
      answer.answer);
  if (answer.set_cookie) response.add("Set-Cookie", *answer.set_cookie);
  return response;
}

http::Response handle_authorize(const Services& services, const RequestContext& context, const http::Request& request) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};  // RFC 8707 §2
  const auto form = read_query_or_body(request, kRepeatable);
  if (!form) return refuse(services, context, {form.error()}, {});
  return render(services, context, begin_authorization(*services.authorize, context, request, *form));
}

http::Response handle_resume(const Services& services, const RequestContext& context, const http::Request& request) {
  const auto form = read_query_or_body(request);
  if (!form) return refuse(services, context, {form.error()}, {});
  const InteractionId id(form->find("interaction").value_or(""));
  return render(services, context, resume_authorization(*services.authorize, context, request, id));
}

}  // namespace

extern const Endpoint authorize_endpoint{"authorize", "GET, POST", handle_authorize};
extern const Endpoint resume_endpoint{"resume", "GET", handle_resume};

}  // namespace attesto::inline v0
