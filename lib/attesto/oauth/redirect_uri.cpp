#include "attesto/oauth/redirect_uri.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 2> kLoopbacks = {"http://127.0.0.1", "http://[::1]"};

/// A loopback redirect URI without its port.
struct Portless {
  std::string_view address;
  std::string_view rest;
  friend bool operator==(const Portless&, const Portless&) = default;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<Portless> without_port(std::string_view uri) {
  // Whatever is no URI is not taken apart; a port that is too large is none.
  if (!Uri::parse(uri)) return std::nullopt;
  for (const std::string_view address : kLoopbacks) {
    if (!uri.starts_with(address)) continue;
    std::string_view rest = uri.substr(address.size());
    if (rest.starts_with(':')) {
      const auto end = std::ranges::find_if_not(rest.begin() + 1, rest.end(), is_digit);
      const auto digits = static_cast<std::size_t>(end - rest.begin()) - 1;
      if (digits == 0) return std::nullopt;
      rest.remove_prefix(digits + 1);
    }
    // Anything else would be more of the host, or user information.
    if (!rest.empty() && !rest.starts_with('/') && !rest.starts_with('?')) return std::nullopt;
    return Portless{address, rest};
  }
  return std::nullopt;
}

}  // namespace

bool may_redirect(const Client& client, std::string_view requested) {
  // "MUST NOT include a fragment component" (RFC 6749 §3.1.2), however it got into the registry: our
  // parameters would end up behind it.
  if (requested.contains('#')) return false;
  if (std::ranges::find(client.redirect_uris, requested) != client.redirect_uris.end()) return true;
  if (client.application_type != ApplicationType::native) return false;
  const auto wanted = without_port(requested);
  return wanted &&
         std::ranges::any_of(client.redirect_uris, [&](const std::string& uri) { return without_port(uri) == wanted; });
}

}  // namespace attesto::inline v0
