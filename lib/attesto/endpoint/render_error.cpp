#include "attesto/endpoint/render_error.hpp"

#include <string>
#include <utility>

#include "attesto/base/overloaded.hpp"
#include "attesto/endpoint/page.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/wire/html.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kRequestId = "X-Request-Id";

int status_of(const Error& error) {
  if (error.retry_after) return 429;
  switch (error.code) {
    case ErrorCode::invalid_client:
    case ErrorCode::invalid_token: return 401;
    case ErrorCode::insufficient_scope: return 403;
    case ErrorCode::server_error: return 500;
    case ErrorCode::temporarily_unavailable: return 503;
    default: return 400;
  }
}

void add_retry_after(http::Response& response, const Error& error) {
  if (error.retry_after) response.add("Retry-After", std::to_string(error.retry_after->count()));
  else if (response.status == 503) response.add("Retry-After", "1");
}

std::string describe(const Error& error) {
  if (error.member.empty()) return std::string(error.description.text);
  return std::string(error.member) + ": " + std::string(error.description.text);
}

http::Response json_error(const Error& error, const ToClient& target) {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("error", to_string(error.code))
      .member("error_description", describe(error))
      .end_object();
  http::Response response = render_json(status_of(error), std::move(body));
  // A 401 always names the scheme that would do (RFC 9110 §11.6.1, RFC 6749 §5.2).
  if (response.status == 401)
    response.add("WWW-Authenticate", "Basic realm=\"" + std::string(target.realm) + "\", charset=\"UTF-8\"");
  add_retry_after(response, error);
  return response;
}

http::Response redirect_error(const Error& error, const ToRedirect& target) {
  return render_authorization_response(
      target.redirect, target.issuer,
      {{"error", to_string(error.code)}, {"error_description", error.description.text}});
}

http::Response default_error_page(const Error& error, std::string_view request_id) {
  constexpr std::string_view kTitle = "Something went wrong";
  std::string main = "<h1>" + std::string(kTitle) + "</h1>";
  main +=
      "<p>The application sent a request that can not be answered: " + html_escape(error.description.text) + ".</p>";
  main += "<p>Go back to the application and try again. If it keeps happening, tell its operator.</p>";
  main += "<p>This request has the number " + std::string(request_id) + ".</p>";
  return render_page(status_of(error), kTitle, main, "form-action 'none'");
}

/// The host's page if it has one that works.
http::Response draw_error_page(const Error& error, std::string_view request_id,
                               const std::optional<RenderErrorPage>& render_page) {
  if (!render_page) return default_error_page(error, request_id);
  try {
    return (*render_page)(error, request_id);
  } catch (...) {
    return default_error_page(error, request_id);
  }
}

/// The host may change the bytes, never the status.
http::Response error_page(const Error& error, std::string_view request_id, const ToBrowser& target) {
  http::Response response = draw_error_page(error, request_id, target.render_page);
  response.status = status_of(error);
  if (!response.header("Cache-Control")) forbid_caching(response);
  add_retry_after(response, error);
  return response;
}

}  // namespace

http::Response render_error(const Error& error, const RequestContext& context, const ErrorTarget& target) {
  http::Response response = std::visit(
      Overloaded{
          [&](const ToClient& t) { return json_error(error, t); },                       // RFC 6749 §5.2
          [&](const ToRedirect& t) { return redirect_error(error, t); },                 // §4.1.2.1, RFC 9207 §2
          [&](const ToBrowser& t) { return error_page(error, context.request_id, t); },  // no redirect to trust
          [&](const ToResourceCaller& t) { return render_challenge(error, t); },         // RFC 6750 §3
      },
      target);
  response.add(kRequestId, context.request_id);
  return response;
}

http::Response render_method_not_allowed(const RequestContext& context, std::string_view allow) {
  http::Response response{.status = 405};
  response.add("Allow", allow).add(kRequestId, context.request_id);
  forbid_caching(response);
  return response;
}

}  // namespace attesto::inline v0
