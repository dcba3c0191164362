#include "apps/attestod/consent_page.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "apps/attestod/end_users.hpp"
#include "apps/attestod/page_request.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;
using attesto::LogLevel;
using attesto::LogLine;

struct ScopeWords {
  std::string_view scope;
  std::string_view what;
  std::string_view detail;
};

/// OIDC Core §5.4, §11
constexpr std::array<ScopeWords, 6> kScopeWords = {{
    {"openid", "Know who you are", "It gets an identifier of your account, nothing more."},
    {"profile", "See your profile", "Your name, picture and similar details."},
    {"email", "See your email address", ""},
    {"address", "See your postal address", ""},
    {"phone", "See your phone number", ""},
    {"offline_access", "Stay connected while you are away", "It keeps this access when you close the application."},
}};

ScopeView describe_scope(const std::string& scope) {
  const auto known = std::ranges::find(kScopeWords, scope, &ScopeWords::scope);
  if (known == kScopeWords.end()) return {.what = "Use", .detail = "", .name = scope};
  return {.what = known->what, .detail = known->detail, .name = ""};
}

http::Response render(const PageServices& services, const PageRequest& page, const Login& login) {
  const attesto::AuthorizationRequest& asked = page.open.interaction.request;
  std::vector<ScopeView> scopes;
  for (const std::string& scope : asked.scope.tokens()) scopes.push_back(describe_scope(scope));
  const attesto::Client& client = *page.open.client;
  return services.pages.consent({.client = page.client_title(),
                                 .client_uri = client.client_uri,
                                 .policy_uri = client.policy_uri,
                                 .tos_uri = client.tos_uri,
                                 .interaction = page.id.view(),
                                 .csrf = page.open.csrf,
                                 .redirect_uri = asked.redirect_uri,
                                 .account = login.user.subject.view(),
                                 .account_name = login.user.username,
                                 .scopes = std::move(scopes),
                                 .resources = asked.resources.names(),
                                 .remembered = may_remember_consent(*page.open.client, asked)});
}

std::optional<Decision> parse_decision(std::string_view text) {
  if (text == "allow") return Decision::allow;
  if (text == "deny") return Decision::deny;
  return std::nullopt;
}

void log_decision(const PageServices& services, const PageRequest& page, const Login& login, Decision decision) {
  services.log.write(
      LogLine(LogLevel::info, services.clock.now(), decision == Decision::allow ? "consent_allowed" : "consent_denied")
          .add("subject", login.user.subject.view())
          .add("client_id", page.open.client->client_id.view())
          .add("scope", page.open.interaction.request.scope.str()));
}

/// Remembers the answer where that is allowed, and takes it to the consent callback.
http::Response decide(const PageServices& services, const PageRequest& page, const Login& login, Decision decision) {
  const attesto::AuthorizationRequest& asked = page.open.interaction.request;
  if (decision == Decision::allow && may_remember_consent(*page.open.client, asked)) {
    if (const auto remembered = services.registry.remember_consent(
            {.subject = login.user.subject, .client_id = asked.client_id, .scope = asked.scope});
        !remembered)
      return unavailable_page(services.pages);
  }
  log_decision(services, page, login, decision);
  const DecisionSubject about{page.id.view(), login.user.subject, asked.scope};
  return see_other(page.open.resume_uri +
                   "&decision=" + services.decisions.seal(decision, about, services.clock.now()));
}

}  // namespace

http::Response show_consent(const PageServices& services, const http::Request& request) {
  const auto page = open_page_request(services, request);
  if (!page) return page.error();
  const auto login = services.sessions.find(request, services.clock.now());
  if (!login) return unavailable_page(services.pages);
  // The login ended meanwhile: the authorization begins with a new one.
  if (!*login) return see_other(page->open.resume_uri);
  return render(services, *page, **login);
}

http::Response submit_consent(const PageServices& services, const http::Request& request) {
  const auto page = open_page_request(services, request);
  if (!page) return page.error();
  const auto login = services.sessions.find(request, services.clock.now());
  if (!login) return unavailable_page(services.pages);
  if (!*login) return see_other(page->open.resume_uri);
  if (page->form.find("account") != (*login)->user.subject.view())
    return services.pages.error(403,
                                {"This page was shown for another account than the one you are logged in with now.",
                                 "Nothing was allowed. Go back to the application and start again from there."});
  const auto decision = parse_decision(page->form.find("decision").value_or(""));
  if (!decision) return render(services, *page, **login);
  return decide(services, *page, **login, *decision);
}

}  // namespace attestod
