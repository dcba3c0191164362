#include "attesto/authorize/request.hpp"

#include <charconv>
#include <utility>

#include "attesto/token/id_token.hpp"

namespace attesto::inline v0 {
namespace {

std::optional<std::string> optional_text(const Form& form, std::string_view name) {
  const auto value = form.find(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::vector<std::string> split_at_spaces(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// What this server does not do is refused by name (OIDC Core §6.1, §6.2, §3.1.2.1).
Result<void> check_unsupported(const Form& form) {
  if (form.find("request_uri"))
    return fail(ErrorCode::request_uri_not_supported, "request_uri is not supported, send plain parameters",
                Reason::request_uri_unsupported);
  return {};
}

/// How errors travel as long as it is not sure that what the client wants will do.
ResponseMode find_response_mode(const Form& form) {
  return parse_response_mode(form.find("response_mode").value_or("")).value_or(ResponseMode::query);
}

Result<void> check_response_mode(const Form& form, const TrustedRedirect& redirect) {
  const auto mode = form.find("response_mode");
  if (!mode || *mode == to_string(redirect.response_mode())) return {};
  return fail(ErrorCode::invalid_request, "response_mode must be query, or form_post to a web server",
              Reason::response_mode_unsupported);
}

Result<void> check_response_type(const Form& form, const Client& client) {
  const auto response_type = form.find("response_type");
  if (!response_type)
    return fail(ErrorCode::invalid_request, "the response_type parameter is missing", Reason::response_type_missing);
  if (*response_type != "code")
    return fail(ErrorCode::unsupported_response_type, "response_type must be code", Reason::response_type_unsupported);
  if (!client.may_use("authorization_code"))
    return fail(ErrorCode::unauthorized_client, "the client is not registered for authorization_code",
                Reason::client_grant_not_allowed);
  return {};
}

/// PKCE with S256; what is present must be right even where it is not required (RFC 7636 §4.4.1).
Result<std::optional<CodeChallenge>> read_code_challenge(const Form& form, bool required) {
  const auto text = form.find("code_challenge");
  const auto method = form.find("code_challenge_method");
  if (!text) {
    if (required || method) return fail(ErrorCode::invalid_request, "code_challenge is missing", Reason::pkce_missing);
    return std::nullopt;
  }
  // An omitted method means plain (§4.3), which is not offered.
  if (!method || *method != "S256")
    return fail(ErrorCode::invalid_request, "code_challenge_method must be S256", Reason::pkce_method);
  auto challenge = CodeChallenge::parse(*text);
  if (!challenge)
    return fail(ErrorCode::invalid_request, "code_challenge must be 43 base64url characters", Reason::pkce_syntax);
  return challenge;
}

/// A code that was to be bound is never issued unbound (RFC 9449 §10).
Result<std::optional<KeyThumbprint>> read_dpop_jkt(const Form& form) {
  const auto text = form.find("dpop_jkt");
  if (!text) return std::nullopt;
  auto jkt = KeyThumbprint::parse(*text);
  if (!jkt)
    return fail(ErrorCode::invalid_request, "dpop_jkt must be 43 base64url characters", Reason::dpop_jkt_syntax);
  return jkt;
}

Result<Scope> read_scope(const AuthorizeServices& services, const Form& form, const Client& client) {
  auto scope = Scope::parse(form.find("scope").value_or(""));
  if (!scope) return fail(ErrorCode::invalid_scope, "scope is malformed", Reason::scope_syntax);
  if (!scope->is_subset_of(client.scope))
    return fail(ErrorCode::invalid_scope, "scope exceeds what the client is registered for", Reason::scope_not_allowed);
  if (!services.narrow_scope) return *std::move(scope);
  auto narrowed = (*services.narrow_scope)(client, *scope);
  if (!narrowed) return fail_unavailable(Reason::host_unavailable);
  if (!narrowed->is_subset_of(*scope))
    return fail(ErrorCode::server_error, "the scope policy widened the request", Reason::internal_failure);
  return *std::move(narrowed);
}

Result<Prompt> read_prompt(const Form& form) {
  Prompt prompt;
  const auto text = form.find("prompt");
  if (!text) return prompt;
  const auto words = split_at_spaces(*text);
  for (const std::string& word : words) {
    if (word == "none") prompt.none = true;
    else if (word == "login") prompt.login = true;
    else if (word == "consent") prompt.consent = true;
    else if (word == "select_account") prompt.select_account = true;
    else return fail(ErrorCode::invalid_request, "prompt has an unknown value", Reason::prompt_syntax);
  }
  // "If this parameter contains none with any other value, an error is returned."
  if (prompt.none && words.size() > 1)
    return fail(ErrorCode::invalid_request, "prompt none can not be combined", Reason::prompt_syntax);
  return prompt;
}

Result<std::optional<std::chrono::seconds>> read_max_age(const Form& form) {
  const auto text = form.find("max_age");
  if (!text) return std::nullopt;
  std::int32_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc{} || end != text->data() + text->size() || seconds < 0)
    return fail(ErrorCode::invalid_request, "max_age must be a number of seconds", Reason::max_age_syntax);
  return std::chrono::seconds{seconds};
}

Result<std::optional<std::string>> read_nonce(const Form& form) {
  auto nonce = optional_text(form, "nonce");
  if (nonce && nonce->size() > kMaxNonceBytes)
    return fail(ErrorCode::invalid_request, "nonce is longer than 1024 bytes", Reason::nonce_too_long);
  return nonce;
}

Result<std::optional<Subject>> read_id_token_hint(const AuthorizeServices& services, const Form& form,
                                                  const ClientId& client_id) {
  const auto hint = form.find("id_token_hint");
  if (!hint) return std::nullopt;
  const auto keys = services.keys();
  auto subject = check_id_token_hint(*hint, keys->verification_keys(), services.issuer.str(), client_id);
  if (!subject)
    return fail(ErrorCode::invalid_request, "id_token_hint is not an ID token of this client",
                Reason::id_token_hint_invalid);
  return subject;
}

Result<ClaimsParameter> read_claims(const Form& form, const std::optional<Subject>& hint_subject) {
  const auto text = form.find("claims");
  if (!text) return ClaimsParameter{};
  ATTESTO_TRY(claims, ClaimsParameter::parse(*text));
  if (claims.subject && hint_subject && *claims.subject != *hint_subject)
    return fail(ErrorCode::invalid_request, "claims and id_token_hint are about different end-users",
                Reason::claims_subject_mismatch);
  return std::move(claims);
}

/// What the client wishes for, from both places that it may say it in.
std::vector<std::string> read_acr_values(const Form& form, const ClaimsParameter& claims) {
  std::vector<std::string> values = split_at_spaces(form.find("acr_values").value_or(""));
  values.insert(values.end(), claims.voluntary_acr.begin(), claims.voluntary_acr.end());
  return values;
}

/// A plain request where only signed ones will do (RFC 9101 §10.5).
Result<void> check_signature_required(const AuthorizeServices& services, const Client& client, bool is_signed) {
  if (is_signed || (!services.request_objects.required && !client.require_signed_request_object)) return {};
  return fail(ErrorCode::invalid_request, "the request must be a signed request object",
              Reason::request_object_required);
}

Result<AuthorizationRequest> read_request(const AuthorizeServices& services, const Form& form, const Client& client,
                                          const TrustedRedirect& redirect, bool is_signed) {
  if (auto enough = check_signature_required(services, client, is_signed); !enough)
    return std::unexpected(enough.error());
  if (auto supported = check_unsupported(form); !supported) return std::unexpected(supported.error());
  if (auto mode = check_response_mode(form, redirect); !mode) return std::unexpected(mode.error());
  if (auto type = check_response_type(form, client); !type) return std::unexpected(type.error());
  ATTESTO_TRY(challenge, read_code_challenge(form, services.require_pkce || client.is_public()));
  ATTESTO_TRY(dpop_jkt, read_dpop_jkt(form));
  ATTESTO_TRY(scope, read_scope(services, form, client));
  ATTESTO_TRY(targets, read_targets(services.targets, services.audience, client, form));
  ATTESTO_TRY(prompt, read_prompt(form));
  ATTESTO_TRY(max_age, read_max_age(form));
  ATTESTO_TRY(nonce, read_nonce(form));
  ATTESTO_TRY(hint_subject, read_id_token_hint(services, form, client.client_id));
  ATTESTO_TRY(claims, read_claims(form, hint_subject));
  return AuthorizationRequest{.client_id = client.client_id,
                              .redirect_uri = redirect.redirect_uri(),
                              .response_mode = redirect.response_mode(),
                              .scope = std::move(scope),
                              .resources = std::move(targets.resources),
                              .authorization_details = std::move(targets.authorization_details),
                              .state = redirect.state(),
                              .nonce = std::move(nonce),
                              .code_challenge = std::move(challenge),
                              .dpop_jkt = std::move(dpop_jkt),
                              .prompt = prompt,
                              .max_age = max_age,
                              .login_hint = optional_text(form, "login_hint"),
                              .id_token_hint_subject = hint_subject ? std::move(hint_subject) : claims.subject,
                              .essential_acr = claims.essential_acr,
                              .acr_values = read_acr_values(form, claims),
                              .ui_locales = split_at_spaces(form.find("ui_locales").value_or(""))};
}

using Checked = std::expected<ValidAuthorization, AuthorizationRefusal>;

std::unexpected<AuthorizationRefusal> refuse_by_page(const Error& error) {
  return std::unexpected(AuthorizationRefusal{error});
}

/// Client and redirect URI of the parameters that count.
std::expected<RedirectCheck, AuthorizationRefusal> check_redirect(const AuthorizeServices& services, const Form& form,
                                                                  const ClientId& client_id) {
  auto state = optional_text(form, "state");
  if (state && state->size() > kMaxStateBytes)
    return refuse_by_page({ErrorCode::invalid_request, "state is longer than 4096 bytes", Reason::state_too_long});
  auto checked = RedirectCheck::check(services.load_client, client_id, form.find("redirect_uri").value_or(""),
                                      std::move(state), find_response_mode(form));
  if (!checked) return refuse_by_page(checked.error());
  return *std::move(checked);
}

Checked check_parameters(const AuthorizeServices& services, const Form& form, const ClientId& client_id,
                         bool is_signed) {
  auto checked = check_redirect(services, form, client_id);
  if (!checked) return std::unexpected(std::move(checked).error());
  auto request = read_request(services, form, *checked->client, checked->redirect, is_signed);
  if (!request) return std::unexpected(AuthorizationRefusal{request.error(), std::move(checked->redirect)});
  return ValidAuthorization{std::move(checked->client), std::move(checked->redirect), *std::move(request)};
}

Result<Form> open_signed(const AuthorizeServices& services, const Form& form, const ClientId& client_id, Instant now) {
  if (form.find("request_uri"))
    return fail(ErrorCode::invalid_request, "request and request_uri can not be used together",
                Reason::request_object_and_uri);
  auto client = services.load_client(client_id);
  if (!client) return fail_unavailable(Reason::host_unavailable);
  if (!*client || (*client)->disabled)
    return fail(ErrorCode::invalid_request, "client_id names no client that may use this server",
                *client ? Reason::client_disabled : Reason::client_unknown);
  return open_request_object(*form.find("request"), **client, services.request_objects, services.issuer.str(), now);
}

}  // namespace

Checked check_authorization_request(const AuthorizeServices& services, const Form& form, Instant now,
                                    const ClientId* pushed_by) {
  const bool is_signed = form.find("request").has_value();
  const auto named = form.find("client_id");
  if (!named && !(is_signed && pushed_by))
    return refuse_by_page(
        {ErrorCode::invalid_request, "the client_id parameter is missing", Reason::parameter_missing});
  const ClientId client_id = named ? ClientId(*named) : *pushed_by;
  if (!is_signed) return check_parameters(services, form, client_id, is_signed);

  const auto parameters = open_signed(services, form, client_id, now);
  if (parameters) return check_parameters(services, *parameters, client_id, is_signed);
  // Nothing in an object that was refused is believed, so what is outside says where to tell it.
  auto outside = check_redirect(services, form, client_id);
  if (!outside) return refuse_by_page(parameters.error());
  return std::unexpected(AuthorizationRefusal{parameters.error(), std::move(outside->redirect)});
}

}  // namespace attesto::inline v0
