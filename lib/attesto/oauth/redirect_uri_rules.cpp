#include "attesto/oauth/redirect_uri_rules.hpp"

#include <algorithm>

#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

using Fault = std::optional<WireText>;

/// "by using a URI scheme based on a domain name under their control, expressed in reverse order"
/// (RFC 8252 §7.1)
Fault find_private_scheme_fault(const Uri& uri, const RedirectUriRules& rules) {
  if (!uri.scheme().contains('.'))
    return WireText(
        "has a scheme that anyone may claim; use https, or a reversed domain name of yours like com.example.app");
  if (!rules.private_use_schemes)
    return WireText(
        "has a private-use scheme, which is for native and other public clients only; use https, or register it as "
        "native");
  if (uri.has_authority() || !uri.path().starts_with('/'))
    return WireText("needs one slash after the scheme, e.g. com.example.app:/callback");
  return std::nullopt;
}

}  // namespace

std::optional<WireText> find_redirect_uri_fault(std::string_view text, const RedirectUriRules& rules) {
  const auto uri = Uri::parse(text);
  if (!uri) return WireText("is not an absolute URI; write it whole, e.g. https://app.example.com/callback");
  // "The endpoint URI MUST NOT include a fragment component." (RFC 6749 §3.1.2)
  if (uri->fragment()) return WireText("has a fragment; take away the # and what follows");
  if (std::ranges::any_of(uri->scheme(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return WireText("has upper-case letters in its scheme; it is compared byte for byte, so write it in lower case");
  if (uri->scheme() != "https" && uri->scheme() != "http") return find_private_scheme_fault(*uri, rules);
  if (uri->host().empty()) return WireText("names no host; write it whole, e.g. https://app.example.com/callback");
  if (!uri->userinfo().empty() || text.substr(0, uri->origin().size()).contains('@'))
    return WireText("names a user; take away everything up to the @");
  if (uri->scheme() == "https") return std::nullopt;
  if (!uri->is_loopback())
    return WireText(
        "is plain http on a host that is not loopback, where anyone on the way can read the code; use https");
  if (!rules.loopback_http) return WireText("is plain http to a device, which is for native clients only; use https");
  return std::nullopt;
}

}  // namespace attesto::inline v0
