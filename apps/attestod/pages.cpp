#include "apps/attestod/pages.hpp"

#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "apps/attestod/page_texts.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/html.hpp"
#include "attesto/wire/percent.hpp"
#include "attesto/wire/uri.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;
using kainjow::mustache::data;
using kainjow::mustache::mustache;

mustache parse_page(std::string_view content) {
  mustache page(std::string(page_text::head).append(content).append(page_text::foot));
  if (!page.is_valid()) throw std::logic_error("embedded page: " + page.error_message());
  page.set_custom_escape([](const std::string& text) { return attesto::html_escape(text); });
  return page;
}

data text(std::string_view value) { return data{std::string(value)}; }

/// A section that appears with its text, or not at all.
data optional_section(std::string_view name, std::string_view value) {
  if (value.empty()) return data{false};
  data section;
  section.set(std::string(name), text(value));
  return section;
}

/// The only maker of an HTML response.
http::Response html(int status, const mustache& page, const data& values, std::string_view form_targets) {
  http::Response response{.status = status};
  // render() is not const; a copy of the parsed page costs a few microseconds and no lock.
  response.body = mustache(page).render(values);
  std::string policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; ";
  policy.append("form-action ").append(form_targets);
  response.add("Content-Type", "text/html; charset=utf-8")
      .add("Content-Security-Policy", policy)
      .add("X-Frame-Options", "DENY")
      .add("X-Content-Type-Options", "nosniff")
      .add("Referrer-Policy", "no-referrer")
      .add("Cross-Origin-Opener-Policy", "same-origin")
      .add("Cache-Control", "no-store");
  return response;
}

std::string form_targets(std::string_view redirect_uri) { return "'self' " + form_action_source(redirect_uri); }

data scope_data(const ScopeView& scope) {
  data entry;
  entry.set("what", text(scope.what));
  entry.set("detail", optional_section("detail", scope.detail));
  entry.set("name", optional_section("name", scope.name));
  return entry;
}

std::string destination_of(std::string_view redirect_uri) {
  const auto uri = attesto::Uri::parse(redirect_uri);
  if (!uri) return std::string(redirect_uri);
  return uri->has_authority() ? std::string(uri->origin()) : std::string(uri->scheme()) + ":";
}

}  // namespace

std::string form_action_source(std::string_view redirect_uri) {
  return std::string(redirect_uri.substr(0, redirect_uri.find(':'))) + ":";
}

PagePaths::PagePaths(const attesto::Issuer& issuer)
    : login(std::string(issuer.path()) + "/login"),
      consent(std::string(issuer.path()) + "/consent"),
      stylesheet(std::string(issuer.path()) + "/assets/attesto.css"),
      health(std::string(issuer.path()) + "/healthz") {}

struct Pages::Templates {
  mustache login = parse_page(page_text::login);
  mustache consent = parse_page(page_text::consent);
  mustache error = parse_page(page_text::error);
};

Pages::Pages(const attesto::Issuer& issuer)
    : paths_(issuer),
      place_(issuer.origin().substr(issuer.origin().find("://") + 3)),
      stylesheet_url_(paths_.stylesheet +
                      "?v=" + attesto::base64url_encode(attesto::sha256(page_text::stylesheet)).substr(0, 16)),
      templates_(std::make_unique<const Templates>()) {}

Pages::~Pages() = default;

http::Response Pages::login(int status, const LoginView& view) const {
  data values;
  values.set("title", text("Log in"));
  values.set("stylesheet", text(stylesheet_url_));
  values.set("place", text(place_));
  values.set("client", text(view.client));
  values.set("action", text(paths_.login));
  values.set("interaction", text(view.interaction));
  values.set("csrf", text(view.csrf));
  values.set("username", text(view.username));
  values.set("username_known", data{!view.username.empty()});
  values.set("problem", optional_section("text", view.problem));
  return html(status, templates_->login, values, form_targets(view.redirect_uri));
}

http::Response Pages::consent(const ConsentView& view) const {
  data scopes{data::type::list};
  for (const ScopeView& scope : view.scopes) scopes.push_back(scope_data(scope));
  data values;
  values.set("title", text("Allow access?"));
  values.set("stylesheet", text(stylesheet_url_));
  values.set("place", text(place_));
  values.set("client", text(view.client));
  values.set("action", text(paths_.consent));
  values.set("interaction", text(view.interaction));
  values.set("csrf", text(view.csrf));
  values.set("account", text(view.account));
  values.set("account_name", text(view.account_name));
  values.set("switch_account", text(paths_.login + "?interaction=" + attesto::percent_encode(view.interaction)));
  values.set("client_uri", optional_section("url", view.client_uri));
  values.set("policy_uri", optional_section("url", view.policy_uri));
  values.set("tos_uri", optional_section("url", view.tos_uri));
  values.set("destination", text(destination_of(view.redirect_uri)));
  values.set("scopes", scopes);
  data resources{data::type::list};
  for (const std::string& resource : view.resources) resources.push_back(data{"resource", text(resource)});
  values.set("resources", resources);
  values.set("on_device", data{view.resources.empty()});
  values.set("remembered", data{view.remembered});
  return html(200, templates_->consent, values, form_targets(view.redirect_uri));
}

http::Response Pages::error(int status, const ErrorView& view) const {
  data values;
  values.set("title", text("Something went wrong"));
  values.set("stylesheet", text(stylesheet_url_));
  values.set("place", text(place_));
  values.set("reason", text(view.reason));
  values.set("advice", text(view.advice));
  if (!view.request_id.empty()) values.set("request_id", text(view.request_id));
  return html(status, templates_->error, values, "'none'");
}

http::Response Pages::stylesheet() const {
  http::Response response{.body = std::string(page_text::stylesheet)};
  response.add("Content-Type", "text/css; charset=utf-8")
      .add("X-Content-Type-Options", "nosniff")
      .add("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

}  // namespace attestod
