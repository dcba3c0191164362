#include "attesto/oauth/issuer.hpp"

#include <algorithm>

#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {

std::optional<Issuer> Issuer::parse(std::string_view text, Transport transport) {
  const auto uri = Uri::parse(text);
  if (!uri || !uri->has_authority() || uri->host().empty() || !uri->userinfo().empty()) return std::nullopt;
  if (uri->query() || uri->fragment() || text.ends_with('/') || text.contains('@')) return std::nullopt;
  // One spelling only: the issuer is compared byte for byte (RFC 8414 §3.3).
  if (std::ranges::any_of(uri->host(), [](char c) { return c >= 'A' && c <= 'Z'; })) return std::nullopt;
  const bool http_allowed = transport == Transport::http_on_loopback_too && uri->is_loopback();
  if (uri->scheme() != "https" && !(uri->scheme() == "http" && http_allowed)) return std::nullopt;
  return Issuer(text, uri->origin().size());
}

}  // namespace attesto::inline v0
