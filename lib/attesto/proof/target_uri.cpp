#include "attesto/proof/target_uri.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "attesto/wire/http_message.hpp"
#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
int hex_value(char c) { return c <= '9' ? c - '0' : upper(c) - 'A' + 10; }

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_lower(std::string& out, std::string_view text) {
  std::ranges::transform(text, std::back_inserter(out), lower);
}

/// RFC 3986 §6.2.2.1, §6.2.2.2: an escaped unreserved character is that character, any other escape
/// is upper case. Uri has checked that two hexadecimal digits follow each `%`.
void append_path(std::string& out, std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      out.push_back(path[i]);
      continue;
    }
    const char decoded = static_cast<char>(hex_value(path[i + 1]) * 16 + hex_value(path[i + 2]));
    if (is_unreserved(decoded)) {
      out.push_back(decoded);
    } else {
      out.append({'%', upper(path[i + 1]), upper(path[i + 2])});
    }
    i += 2;
  }
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

}  // namespace

std::optional<TargetUri> TargetUri::parse(std::string_view text) {
  const auto uri = Uri::parse(text);
  if (!uri || uri->host().empty() || uri->origin().contains('@') || uri->host().contains('%')) return std::nullopt;
  const bool is_https = http::equal_ignoring_case(uri->scheme(), "https");
  const bool is_local_http = http::equal_ignoring_case(uri->scheme(), "http") && uri->is_loopback();
  if (!is_https && !is_local_http) return std::nullopt;
  const std::uint16_t default_port = is_https ? 443 : 80;

  std::string out(is_https ? "https://" : "http://");
  out.reserve(text.size() + 8);
  append_lower(out, uri->host());
  if (const auto port = uri->port(); port && *port != default_port) out.append(":").append(std::to_string(*port));
  const std::size_t path_begin = out.size();
  append_path(out, uri->path().empty() ? "/" : uri->path());
  if (has_dot_segment(std::string_view(out).substr(path_begin))) return std::nullopt;
  return TargetUri(std::move(out));
}

}  // namespace attesto::inline v0
