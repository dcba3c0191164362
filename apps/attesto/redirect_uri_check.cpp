#include "apps/attesto/redirect_uri_check.hpp"

#include <algorithm>

#include "attesto/wire/uri.hpp"

namespace attesto_cli {
namespace {

using Fault = std::optional<std::string>;

/// "by using a URI scheme based on a domain name under their control, expressed in reverse order"
/// (RFC 8252 §7.1)
Fault find_private_scheme_fault(const attesto::Uri& uri, ClientKind kind) {
  if (!uri.scheme().contains('.'))
    return "has a scheme that anyone may claim; use https, or a reversed domain name of yours like com.example.app";
  if (kind == ClientKind::confidential)
    return "has a private-use scheme, which is for public clients only; use https, or add --native";
  if (uri.has_authority() || !uri.path().starts_with('/'))
    return "needs one slash after the scheme, e.g. com.example.app:/callback";
  return std::nullopt;
}

}  // namespace

Fault find_redirect_uri_fault(std::string_view text, ClientKind kind) {
  const auto uri = attesto::Uri::parse(text);
  if (!uri) return "is not an absolute URI; write it whole, e.g. https://app.example.com/callback";
  // "The endpoint URI MUST NOT include a fragment component." (RFC 6749 §3.1.2)
  if (uri->fragment()) return "has a fragment; take away the # and what follows";
  if (std::ranges::any_of(uri->scheme(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return "has upper-case letters in its scheme; it is compared byte for byte, so write it in lower case";
  if (uri->scheme() != "https" && uri->scheme() != "http") return find_private_scheme_fault(*uri, kind);
  if (uri->host().empty()) return "names no host; write it whole, e.g. https://app.example.com/callback";
  if (!uri->userinfo().empty() || text.substr(0, uri->origin().size()).contains('@'))
    return "names a user; take away everything up to the @";
  if (uri->scheme() == "http" && !uri->is_loopback())
    return "is plain http on a host that is not loopback, where anyone on the way can read the code; use https";
  return std::nullopt;
}

}  // namespace attesto_cli
