#include "attesto/endpoint/render.hpp"

#include <utility>
#include <vector>

#include "attesto/endpoint/page.hpp"
#include "attesto/wire/html.hpp"
#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::inline v0 {
namespace {

/// Parameters of an authorization response, in order.
using Answer = std::vector<std::pair<std::string_view, std::string_view>>;

http::Response render_query(std::string location, const Answer& answer) {
  // A query that was registered is kept, ours comes after it (RFC 6749 §3.1.2).
  char separator = location.contains('?') ? '&' : '?';
  for (const auto& [name, value] : answer) {
    location.append(1, std::exchange(separator, '&')).append(name).append(1, '=');
    percent_append(location, value);
  }
  http::Response response{.status = 303};
  response.add("Location", location).add("Referrer-Policy", "no-referrer");
  return response;
}

constexpr std::string_view kSubmit = "document.forms[0].submit()";
/// With the SHA-256 of kSubmit; a test compares. The client may redirect the browser on from where the
/// form goes, and `form-action` judges that too, so it can't be narrower.
constexpr std::string_view kSubmitPolicy =
    "script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='; form-action https: http:";

/// OAuth 2.0 Form Post Response Mode §2.
http::Response render_form_post(std::string_view redirect_uri, const Answer& answer) {
  std::string main = "<form method=\"post\" action=\"" + html_escape(redirect_uri) + "\">";
  for (const auto& [name, value] : answer)
    main.append("<input type=\"hidden\" name=\"").append(name).append("\" value=\"" + html_escape(value) + "\">");
  main += "<p>You are on your way back to the application.</p><button>Continue</button></form><script>";
  main += kSubmit;
  main += "</script>";
  return render_page(200, "Continue", main, kSubmitPolicy);
}

}  // namespace

void forbid_caching(http::Response& response) { response.add("Cache-Control", "no-store").add("Pragma", "no-cache"); }

http::Response render_json(int status, std::string body) {
  http::Response response{.status = status, .body = std::move(body)};
  response.headers.reserve(4);
  response.add("Content-Type", "application/json");
  forbid_caching(response);
  return response;
}

http::Response render_public_document(std::string_view media_type, std::string body) {
  http::Response response{.status = 200, .body = std::move(body)};
  response.add("Content-Type", media_type)
      .add("Cache-Control", "public, max-age=300")
      .add("Access-Control-Allow-Origin", "*");
  return response;
}

http::Response render_tokens(const TokenSet& tokens) {
  std::string body;
  body.reserve(256 + tokens.access_token.size() + (tokens.id_token ? tokens.id_token->size() : 0));
  JsonWriter out(body);
  out.begin_object()
      .member("access_token", tokens.access_token)
      .member("token_type", tokens.token_type)
      .member("expires_in", static_cast<std::int64_t>(tokens.expires_in.count()));
  if (!tokens.scope.empty()) out.member("scope", tokens.scope);
  write_authorization_details(out, tokens.authorization_details);  // "as granted" (RFC 9396 §7)
  if (tokens.issued_token_type) out.member("issued_token_type", *tokens.issued_token_type);
  if (tokens.refresh_token) out.member("refresh_token", tokens.refresh_token->expose());
  if (tokens.id_token) out.member("id_token", *tokens.id_token);
  out.end_object();
  return render_json(200, std::move(body));
}

http::Response render_authorization_response(
    const TrustedRedirect& redirect, std::string_view issuer,
    std::initializer_list<std::pair<std::string_view, std::string_view>> parameters) {
  Answer answer(parameters);
  if (redirect.state()) answer.emplace_back("state", *redirect.state());
  answer.emplace_back("iss", issuer);
  http::Response response = redirect.response_mode() == ResponseMode::form_post
                                ? render_form_post(redirect.redirect_uri(), answer)
                                : render_query(redirect.redirect_uri(), answer);
  forbid_caching(response);
  return response;
}

}  // namespace attesto::inline v0
