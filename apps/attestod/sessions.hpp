// Logins of browsers: a random cookie, stored as its SHA-256.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>

#include "adapters/registry/registry.hpp"
#include "attesto/base/random.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/wire/http_message.hpp"

namespace attestod {

/// Who is logged in, and since when.
struct Login {
  attesto::User user;
  attesto::Instant auth_time;
};

/// Makes, finds and ends the sessions of one issuer.
class Sessions {
 public:
  /// @param lifetime  of a login, counted from the password; using the session does not extend it
  Sessions(attesto::Registry& registry, attesto::Random& random, const attesto::Issuer& issuer,
           std::chrono::seconds lifetime)
      : registry_(registry),
        random_(random),
        secure_(issuer.is_https()),
        cookie_name_(name_cookie(issuer)),
        lifetime_(lifetime) {}

  /// The login of this browser; nothing if there is none, it has expired, or its user is gone or
  /// disabled.
  [[nodiscard]] std::expected<std::optional<Login>, attesto::Unavailable> find(const attesto::http::Request& request,
                                                                               attesto::Instant now) const;

  /// Begins a session with a new cookie value and ends the one that the browser came with: a value
  /// that someone planted before the login is worth nothing after it (session fixation).
  /// @return the Set-Cookie value
  [[nodiscard]] std::expected<std::string, attesto::Unavailable> begin(const attesto::http::Request& request,
                                                                       const attesto::Subject& subject,
                                                                       attesto::Instant now) const;

 private:
  /// Issuers on one host share the browser's cookies, `__Host-` allows no Path: so the path is in the name.
  [[nodiscard]] static std::string name_cookie(const attesto::Issuer& issuer);
  [[nodiscard]] std::optional<attesto::Sha256Digest> key_of(const attesto::http::Request& request) const;

  attesto::Registry& registry_;
  attesto::Random& random_;
  bool secure_;
  std::string cookie_name_;
  std::chrono::seconds lifetime_;
};

}  // namespace attestod
