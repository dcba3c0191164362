#include "apps/attestod/end_users.hpp"

#include <optional>
#include <utility>

#include "attesto/wire/form.hpp"
#include "attesto/wire/percent.hpp"

namespace attestod {
namespace {

using attesto::Instant;
using attesto::Subject;
using attesto::Unavailable;
namespace http = attesto::http;

http::Response to_page(const std::string& path, std::string_view interaction) {
  http::Response response{.status = 303};
  response.add("Location", path + "?interaction=" + attesto::percent_encode(interaction))
      .add("Cache-Control", "no-store")
      .add("Referrer-Policy", "no-referrer");
  return response;
}

bool counts(const Login& login, const attesto::AuthenticationRequest& question) {
  if (question.not_before && login.auth_time < *question.not_before) return false;
  const auto& expected = question.request.id_token_hint_subject;
  return !expected || *expected == login.user.subject;
}

attesto::AuthenticationOutcome authenticate(const EndUserParts& parts, const attesto::AuthenticationRequest& question,
                                            const http::Request& request) {
  const auto login = parts.sessions.find(request, parts.clock.now());
  if (!login) return login.error();
  if (*login && counts(**login, question))
    return attesto::Authenticated{.subject = (*login)->user.subject, .auth_time = (*login)->auth_time, .amr = {"pwd"}};
  if (!question.interactive) return attesto::NotAuthenticated{};
  return to_page(parts.login_path, question.interaction);
}

/// What this very interaction's consent page answered, if the browser comes from there.
std::optional<Decision> find_decision(const EndUserParts& parts, const attesto::ConsentRequest& question,
                                      const http::Request& request) {
  const auto query = attesto::Form::parse(request.query());
  const auto sealed = query ? query->find("decision") : std::nullopt;
  if (!sealed) return std::nullopt;
  return parts.decisions.open(*sealed, {question.interaction, question.subject, question.scope}, parts.clock.now());
}

std::expected<bool, Unavailable> is_remembered(const EndUserParts& parts, const attesto::ConsentRequest& question) {
  if (question.force || !may_remember_consent(question.client, question.request)) return false;
  const auto allowed = parts.registry.find_consent(question.subject, question.client.client_id);
  if (!allowed) return std::unexpected(allowed.error());
  return *allowed && question.scope.is_subset_of(**allowed);
}

attesto::ConsentOutcome ask_consent(const EndUserParts& parts, const attesto::ConsentRequest& question,
                                    const http::Request& request) {
  if (const auto decision = find_decision(parts, question, request)) {
    if (*decision == Decision::deny) return attesto::Denied{};
    return attesto::Consented{question.scope};
  }
  const auto remembered = is_remembered(parts, question);
  if (!remembered) return remembered.error();
  if (*remembered) return attesto::Consented{question.scope};
  if (!question.interactive) return attesto::ConsentMissing{};
  return to_page(parts.consent_path, question.interaction);
}

std::expected<attesto::Json::Object, Unavailable> load_claims(const attesto::Registry& registry,
                                                              const Subject& subject) {
  auto user = registry.find_user(subject);
  if (!user) return std::unexpected(user.error());
  if (!*user) return attesto::Json::Object{};
  return std::move((*user)->claims);
}

std::expected<bool, Unavailable> is_active(const attesto::Registry& registry, const Subject& subject) {
  const auto user = registry.find_user(subject);
  if (!user) return std::unexpected(user.error());
  return *user && !(*user)->disabled;
}

}  // namespace

bool may_remember_consent(const attesto::Client& client, const attesto::AuthorizationRequest& request) {
  return request.resources.empty() && (!client.is_public() || request.redirect_uri.starts_with("https:"));
}

attesto::EndUsers make_end_users(const EndUserParts& parts, attesto::RenderErrorPage render_error_page) {
  return {.authenticate_resource_owner =
              [parts](const attesto::AuthenticationRequest& question, const http::Request& request) {
                return authenticate(parts, question, request);
              },
          .consent = [parts](const attesto::ConsentRequest& question,
                             const http::Request& request) { return ask_consent(parts, question, request); },
          .load_claims = [&registry = parts.registry](const Subject& subject,
                                                      const attesto::Scope&) { return load_claims(registry, subject); },
          .subject_is_active = [&registry =
                                    parts.registry](const Subject& subject) { return is_active(registry, subject); },
          .render_error_page = std::move(render_error_page)};
}

}  // namespace attestod
