#include "attesto/wire/uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {
namespace {

bool is_alpha(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }
bool is_unreserved(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
bool is_sub_delim(char c) { return std::string_view("!$&'()*+,;=").contains(c); }

/// *( unreserved / pct-encoded / sub-delims / one of `extra` )
bool is_made_of(std::string_view text, std::string_view extra) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_unreserved(text[i]) && !is_sub_delim(text[i]) && !extra.contains(text[i])) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

/// dec-octet "." dec-octet "." dec-octet "." dec-octet
bool is_ipv4(std::string_view text) {
  for (int octet = 0; octet < 4; ++octet) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, end);
    unsigned value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    const bool leading_zero = part.size() > 1 && part.front() == '0';
    if (part.empty() || part.size() > 3 || leading_zero || error != std::errc{} || stop != part.data() + part.size() ||
        value > 255)
      return false;
    if (octet == 3) return end == text.size();
    if (end == text.size()) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

/// IPv6address (RFC 3986 §3.2.2): eight groups, one run of zeroes may be `::`, the last two may be
/// an IPv4 address.
bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  const auto count_groups = [](std::string_view side, bool last_side) -> int {
    int groups = 0;
    while (!side.empty()) {
      const std::size_t end = std::min(side.find(':'), side.size());
      const std::string_view group = side.substr(0, end);
      const bool last = end == side.size();
      if (last && last_side && is_ipv4(group)) return groups + 2;
      if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex)) return -1;
      ++groups;
      if (last) return groups;
      side.remove_prefix(end + 1);
      if (side.empty()) return -1;  // a single colon at the end
    }
    return groups;
  };
  if (gap == std::string_view::npos) return count_groups(text, true) == 8;
  const int before = count_groups(text.substr(0, gap), false);
  const int after = count_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

bool is_host(std::string_view host) {
  if (!host.starts_with('[')) return is_made_of(host, "");
  return host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2));
}

/// What stands between `//` and the path.
struct Authority {
  std::string_view userinfo;
  std::string_view host;
  std::optional<std::uint16_t> port;
};

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    authority.userinfo = text.substr(0, at);
    if (!is_made_of(authority.userinfo, ":")) return std::nullopt;
    text.remove_prefix(at + 1);
  }
  const std::size_t host_end = text.starts_with('[') ? text.find(']') + 1 : std::min(text.find(':'), text.size());
  if (host_end == 0) return std::nullopt;  // `[` without `]`, or `:port` alone
  authority.host = text.substr(0, host_end);
  if (!is_host(authority.host)) return std::nullopt;
  text.remove_prefix(host_end);
  if (text.empty()) return authority;
  if (text.front() != ':' || text.size() == 1) return std::nullopt;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  authority.port = port;
  return authority;
}

}  // namespace

std::optional<Uri> Uri::parse(std::string_view text) {
  if (text.size() > UINT32_MAX) return std::nullopt;
  const auto span_of = [&](std::string_view part) {
    return Span{static_cast<std::uint32_t>(part.data() - text.data()), static_cast<std::uint32_t>(part.size())};
  };
  Uri uri;
  std::string_view rest = text;
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || !is_scheme(rest.substr(0, colon))) return std::nullopt;
  uri.scheme_ = span_of(rest.substr(0, colon));
  rest.remove_prefix(colon + 1);

  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    uri.has_fragment_ = true;
    uri.fragment_ = span_of(rest.substr(hash + 1));
    if (!is_made_of(rest.substr(hash + 1), ":@/?")) return std::nullopt;
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    uri.has_query_ = true;
    uri.query_ = span_of(rest.substr(mark + 1));
    if (!is_made_of(rest.substr(mark + 1), ":@/?")) return std::nullopt;
    rest = rest.substr(0, mark);
  }
  if (rest.starts_with("//")) {
    uri.has_authority_ = true;
    rest.remove_prefix(2);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view authority_text = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!authority_text.empty()) {
      const auto authority = parse_authority(authority_text);
      if (!authority) return std::nullopt;
      uri.port_ = authority->port;
      uri.host_ = span_of(authority->host);
      if (!authority->userinfo.empty()) uri.userinfo_ = span_of(authority->userinfo);
    }
    uri.origin_ = {0, static_cast<std::uint32_t>(authority_text.data() + authority_text.size() - text.data())};
  }
  uri.path_ = span_of(rest);
  if (!is_made_of(rest, ":@/")) return std::nullopt;
  uri.text_ = text;
  return uri;
}

std::string_view Uri::scheme() const noexcept { return at(scheme_); }
bool Uri::has_authority() const noexcept { return has_authority_; }
std::string_view Uri::userinfo() const noexcept { return at(userinfo_); }
std::string_view Uri::host() const noexcept { return at(host_); }
std::optional<std::uint16_t> Uri::port() const noexcept { return port_; }
std::string_view Uri::path() const noexcept { return at(path_); }
std::string_view Uri::origin() const noexcept { return at(origin_); }

std::optional<std::string_view> Uri::query() const noexcept {
  return has_query_ ? std::optional(at(query_)) : std::nullopt;
}

std::optional<std::string_view> Uri::fragment() const noexcept {
  return has_fragment_ ? std::optional(at(fragment_)) : std::nullopt;
}

bool Uri::is_loopback() const noexcept {
  const std::string_view name = host();
  return name == "[::1]" || http::equal_ignoring_case(name, "localhost") || (name.starts_with("127.") && is_ipv4(name));
}

}  // namespace attesto::inline v0
