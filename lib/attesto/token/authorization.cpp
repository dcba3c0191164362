#include "attesto/token/authorization.hpp"

#include <utility>

#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

void write_authorization(JsonWriter& out, const Authorization& authorization) {
  out.member("family", authorization.family.view());
  out.member("client_id", authorization.client_id.view());
  out.member("sub", authorization.subject.view());
  out.member("scope", authorization.scope.str());
  write_audience(out, authorization.audience);
  write_authorization_details(out, authorization.authorization_details);
  out.member("auth_time", static_cast<std::int64_t>(authorization.auth_time.time_since_epoch().count()));
  if (authorization.nonce) out.member("nonce", *authorization.nonce);
  if (!authorization.acr.empty()) out.member("acr", authorization.acr);
  if (!authorization.amr.empty()) {
    out.name("amr").begin_array();
    for (const std::string& method : authorization.amr) out.value(method);
    out.end_array();
  }
}

void write_instant(JsonWriter& out, std::string_view name, Instant instant) {
  out.member(name, static_cast<std::int64_t>(instant.time_since_epoch().count()));
}

std::optional<Instant> read_instant(const Json& json, std::string_view name) {
  const std::int64_t* milliseconds = json.find_integer(name);
  if (!milliseconds) return std::nullopt;
  return Instant{std::chrono::milliseconds{*milliseconds}};
}

std::optional<Authorization> read_authorization(const Json& json) {
  const std::string* family = json.find_string("family");
  const std::string* client_id = json.find_string("client_id");
  const std::string* subject = json.find_string("sub");
  const std::string* scope_text = json.find_string("scope");
  const auto auth_time = read_instant(json, "auth_time");
  if (!family || !client_id || !subject || !scope_text || !auth_time) return std::nullopt;
  auto scope = Scope::parse(*scope_text);
  auto audience = find_audience(json);
  auto details = find_authorization_details(json);
  if (!scope || !audience || !details) return std::nullopt;

  Authorization authorization{.family = FamilyId(*family),
                              .client_id = ClientId(*client_id),
                              .subject = Subject(*subject),
                              .scope = std::move(*scope),
                              .audience = *std::move(audience),
                              .authorization_details = *std::move(details),
                              .auth_time = *auth_time};
  if (const std::string* nonce = json.find_string("nonce")) authorization.nonce = *nonce;
  if (const std::string* acr = json.find_string("acr")) authorization.acr = *acr;
  if (const Json* amr = json.find("amr"); amr && amr->array()) {
    for (const Json& method : *amr->array()) {
      if (method.string()) authorization.amr.push_back(*method.string());
    }
  }
  return authorization;
}

}  // namespace

std::string AuthorizationCode::to_json() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization(out, authorization);
  out.member("redirect_uri", redirect_uri);
  if (code_challenge) out.member("code_challenge", code_challenge->str());
  if (dpop_jkt) out.member("dpop_jkt", dpop_jkt->str());
  write_instant(out, "expires_at", expires_at);
  out.end_object();
  return text;
}

std::optional<AuthorizationCode> AuthorizationCode::from_json(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return std::nullopt;
  auto authorization = read_authorization(*json);
  const std::string* redirect_uri = json->find_string("redirect_uri");
  const auto expires_at = read_instant(*json, "expires_at");
  if (!authorization || !redirect_uri || !expires_at) return std::nullopt;
  AuthorizationCode code{
      .authorization = std::move(*authorization), .redirect_uri = *redirect_uri, .expires_at = *expires_at};
  if (const Json* challenge = json->find("code_challenge")) {
    if (challenge->string()) code.code_challenge = CodeChallenge::parse(*challenge->string());
    if (!code.code_challenge) return std::nullopt;  // never fall back to "no PKCE"
  }
  if (const Json* jkt = json->find("dpop_jkt")) {
    if (jkt->string()) code.dpop_jkt = KeyThumbprint::parse(*jkt->string());
    if (!code.dpop_jkt) return std::nullopt;  // nor to "no key"
  }
  return code;
}

std::string RefreshToken::to_json() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization(out, authorization);
  write_instant(out, "expires_at", expires_at);
  write_instant(out, "family_expires_at", family_expires_at);
  write_confirmation(out, cnf);
  out.end_object();
  return text;
}

std::optional<RefreshToken> RefreshToken::from_json(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return std::nullopt;
  auto authorization = read_authorization(*json);
  const auto expires_at = read_instant(*json, "expires_at");
  const auto family_expires_at = read_instant(*json, "family_expires_at");
  auto cnf = find_confirmation(*json);
  if (!authorization || !expires_at || !family_expires_at || !cnf) return std::nullopt;
  return RefreshToken{std::move(*authorization), *expires_at, *family_expires_at, *std::move(cnf)};
}

}  // namespace attesto::inline v0
