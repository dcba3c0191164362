#include "apps/attestod/sessions.hpp"

#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/cookie.hpp"

namespace attestod {

using attesto::Instant;
using attesto::Unavailable;

std::string Sessions::name_cookie(const attesto::Issuer& issuer) {
  // __Host- needs Secure (RFC 6265bis §4.1.3.2), which http:// on loopback can't have.
  std::string name = issuer.is_https() ? "__Host-attesto_session" : "attesto_session";
  if (!issuer.path().empty())
    name += '_' + attesto::base64url_encode(attesto::ByteView(attesto::sha256(issuer.path())).first(9));
  return name;
}

std::optional<attesto::Sha256Digest> Sessions::key_of(const attesto::http::Request& request) const {
  const auto value = attesto::find_cookie(request, cookie_name_);
  if (!value) return std::nullopt;
  return attesto::sha256(*value);
}

std::expected<std::optional<Login>, Unavailable> Sessions::find(const attesto::http::Request& request,
                                                                Instant now) const {
  const auto key = key_of(request);
  if (!key) return std::nullopt;
  const auto session = registry_.find_session(*key);
  if (!session) return std::unexpected(session.error());
  if (!*session || (*session)->expires_at <= now) return std::nullopt;
  auto user = registry_.find_user((*session)->subject);
  if (!user) return std::unexpected(user.error());
  if (!*user || (*user)->disabled) return std::nullopt;
  return Login{**std::move(user), (*session)->auth_time};
}

std::expected<std::string, Unavailable> Sessions::begin(const attesto::http::Request& request,
                                                        const attesto::Subject& subject, Instant now) const {
  const attesto::Secret value = attesto::mint_opaque_token(random_);
  if (const auto added = registry_.add_session({.key = attesto::sha256(value.expose()),
                                                .subject = subject,
                                                .auth_time = now,
                                                .expires_at = now + lifetime_});
      !added)
    return std::unexpected(added.error());
  if (const auto old = key_of(request)) {
    if (const auto removed = registry_.remove_session(*old); !removed) return std::unexpected(removed.error());
  }
  // Without Max-Age: the cookie goes with the browser, the registry ends the session anyway.
  return attesto::render_set_cookie({.name = cookie_name_, .value = std::string(value.expose()), .secure = secure_});
}

}  // namespace attestod
