#include "attesto/endpoint/render.hpp"

#include <utility>

#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::inline v0 {

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

http::Response render_redirect(const TrustedRedirect& redirect, std::string_view issuer, std::string_view parameters) {
  std::string location = redirect.redirect_uri();
  // A query that was registered is kept, ours comes after it (RFC 6749 §3.1.2).
  location += location.contains('?') ? '&' : '?';
  location += parameters;
  if (redirect.state()) {
    location += "&state=";
    percent_append(location, *redirect.state());
  }
  location += "&iss=";  // RFC 9207 §2: in every response, errors too
  percent_append(location, issuer);

  http::Response response{.status = 303};
  response.add("Location", location).add("Referrer-Policy", "no-referrer");
  forbid_caching(response);
  return response;
}

}  // namespace attesto::inline v0
