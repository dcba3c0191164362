#include "attesto/authorize/stored_request.hpp"

#include <span>
#include <utility>

namespace attesto::inline v0 {
namespace {

void write_words(JsonWriter& out, std::string_view name, std::span<const std::string> words) {
  if (words.empty()) return;
  out.name(name).begin_array();
  for (const std::string& word : words) out.value(word);
  out.end_array();
}

void write_optional(JsonWriter& out, std::string_view name, const std::optional<std::string>& text) {
  if (text) out.member(name, *text);
}

std::vector<std::string> read_words(const Json& json, std::string_view name) {
  std::vector<std::string> words;
  const Json* list = json.find(name);
  if (!list || !list->array()) return words;
  for (const Json& word : *list->array()) {
    if (word.string()) words.push_back(*word.string());
  }
  return words;
}

std::optional<std::string> read_optional(const Json& json, std::string_view name) {
  const std::string* text = json.find_string(name);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

bool read_flag(const Json& json, std::string_view name) {
  const Json* flag = json.find(name);
  return flag && flag->boolean() && *flag->boolean();
}

}  // namespace

void write_authorization_request(JsonWriter& out, const AuthorizationRequest& request) {
  out.member("client_id", request.client_id.view())
      .member("redirect_uri", request.redirect_uri)
      .member("response_mode", to_string(request.response_mode))
      .member("scope", request.scope.str());
  write_words(out, "resources", request.resources.names());
  write_authorization_details(out, request.authorization_details);
  write_optional(out, "state", request.state);
  write_optional(out, "nonce", request.nonce);
  if (request.code_challenge) out.member("code_challenge", request.code_challenge->str());
  if (request.dpop_jkt) out.member("dpop_jkt", request.dpop_jkt->str());
  if (request.prompt.none) out.member("prompt_none", true);
  if (request.prompt.login) out.member("prompt_login", true);
  if (request.prompt.consent) out.member("prompt_consent", true);
  if (request.prompt.select_account) out.member("prompt_select_account", true);
  if (request.max_age) out.member("max_age", static_cast<std::int64_t>(request.max_age->count()));
  write_optional(out, "login_hint", request.login_hint);
  if (request.id_token_hint_subject) out.member("id_token_hint_sub", request.id_token_hint_subject->view());
  if (request.essential_acr) {
    out.name("essential_acr").begin_array();
    for (const std::string& value : request.essential_acr->values) out.value(value);
    out.end_array();
  }
  write_words(out, "acr_values", request.acr_values);
  write_words(out, "ui_locales", request.ui_locales);
}

std::optional<AuthorizationRequest> read_authorization_request(const Json& json) {
  const std::string* client_id = json.find_string("client_id");
  const std::string* redirect_uri = json.find_string("redirect_uri");
  const std::string* scope_text = json.find_string("scope");
  const std::string* mode_text = json.find_string("response_mode");
  if (!client_id || !redirect_uri || !scope_text || !mode_text) return std::nullopt;
  const auto response_mode = parse_response_mode(*mode_text);
  auto scope = Scope::parse(*scope_text);
  auto details = find_authorization_details(json);
  if (!response_mode || !scope || !details) return std::nullopt;
  AuthorizationRequest request{.client_id = ClientId(*client_id),
                               .redirect_uri = *redirect_uri,
                               .response_mode = *response_mode,
                               .scope = *std::move(scope),
                               .authorization_details = *std::move(details),
                               .state = read_optional(json, "state"),
                               .nonce = read_optional(json, "nonce"),
                               .prompt = {.none = read_flag(json, "prompt_none"),
                                          .login = read_flag(json, "prompt_login"),
                                          .consent = read_flag(json, "prompt_consent"),
                                          .select_account = read_flag(json, "prompt_select_account")},
                               .login_hint = read_optional(json, "login_hint"),
                               .acr_values = read_words(json, "acr_values"),
                               .ui_locales = read_words(json, "ui_locales")};
  for (const std::string& name : read_words(json, "resources")) request.resources.add(name);
  if (const Json* challenge = json.find("code_challenge")) {
    if (challenge->string()) request.code_challenge = CodeChallenge::parse(*challenge->string());
    if (!request.code_challenge) return std::nullopt;  // never fall back to "no PKCE"
  }
  if (const Json* jkt = json.find("dpop_jkt")) {
    if (jkt->string()) request.dpop_jkt = KeyThumbprint::parse(*jkt->string());
    if (!request.dpop_jkt) return std::nullopt;  // nor to "no key"
  }
  if (json.find("essential_acr")) request.essential_acr = EssentialAcr{read_words(json, "essential_acr")};
  if (const std::int64_t* max_age = json.find_integer("max_age")) request.max_age = std::chrono::seconds{*max_age};
  if (const std::string* hint = json.find_string("id_token_hint_sub")) request.id_token_hint_subject = Subject(*hint);
  return request;
}

}  // namespace attesto::inline v0
