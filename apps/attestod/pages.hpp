// The HTML that people see: three templates, one door for the headers that protect them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/oauth/issuer.hpp"
#include "attesto/wire/http_message.hpp"

namespace attestod {

/// What the login page shows.
struct LoginView {
  std::string_view client;        ///< its name
  std::string_view interaction;   ///< hidden field
  std::string_view csrf;          ///< hidden field
  std::string_view redirect_uri;  ///< the client's, validated: where the form's redirects may end
  std::string_view username;      ///< typed before, or hinted by the client
  std::string_view problem;       ///< why the last attempt failed; empty: this is the first
};

/// One thing that the client would be allowed.
struct ScopeView {
  std::string_view what;
  std::string_view detail;  ///< may be empty
  std::string_view name;    ///< of a scope that we have no words for; empty otherwise
};

/// What the consent page shows.
struct ConsentView {
  std::string_view client;
  std::string_view client_uri;  ///< this and the next two are `https` URLs of the client; empty: no link
  std::string_view policy_uri;
  std::string_view tos_uri;
  std::string_view interaction;
  std::string_view csrf;
  std::string_view redirect_uri;
  std::string_view account;       ///< subject, hidden: who saw this page
  std::string_view account_name;  ///< username
  std::vector<ScopeView> scopes;
  std::span<const std::string> resources;  ///< where the access can be used; empty: at this server
  bool remembered;                         ///< the answer will count next time, too
};

/// What an error page says, in whole sentences.
struct ErrorView {
  std::string_view reason;
  std::string_view advice;
  std::string_view request_id{};  ///< by which the operator finds it in the log; empty: not of the library
};

/// Where the pages are; made from the issuer once.
struct PagePaths {
  explicit PagePaths(const attesto::Issuer& issuer);
  std::string login;
  std::string consent;
  std::string stylesheet;
  std::string health;
};

/// Renders the pages. Immutable; safe from any thread.
class Pages {
 public:
  explicit Pages(const attesto::Issuer& issuer);
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages();

  [[nodiscard]] const PagePaths& paths() const noexcept { return paths_; }

  [[nodiscard]] attesto::http::Response login(int status, const LoginView& view) const;
  [[nodiscard]] attesto::http::Response consent(const ConsentView& view) const;
  [[nodiscard]] attesto::http::Response error(int status, const ErrorView& view) const;
  [[nodiscard]] attesto::http::Response stylesheet() const;

 private:
  struct Templates;
  PagePaths paths_;
  std::string place_;           ///< host of the issuer, so that people can compare the address bar
  std::string stylesheet_url_;  ///< with its digest, so that it may be cached for ever
  std::unique_ptr<const Templates> templates_;
};

/// The CSP source that lets the redirects behind a form end at the client: the scheme of its
/// redirect URI. Chromium holds every hop after a submitted form against form-action, also those
/// behind the client's callback; naming only the callback's origin would strand the end-user, with
/// the code used up, whenever the application goes on to another host.
/// @rfc W3C CSP3 §6.4.1
[[nodiscard]] std::string form_action_source(std::string_view redirect_uri);

}  // namespace attestod
