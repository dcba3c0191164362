#include "attesto/oauth/registered_name.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "attesto/wire/http_message.hpp"
#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

/// The bytes of an address, as a certificate has them.
std::optional<std::string> parse_ip(const std::string& text) {
  if (text.contains('\0')) return std::nullopt;  // inet_pton would stop there
  std::string v4(4, '\0');
  if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return v4;
  std::string v6(16, '\0');
  if (inet_pton(AF_INET6, text.c_str(), v6.data()) == 1) return v6;
  return std::nullopt;
}

bool is_dns_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const auto is_graphic = [](char c) { return c > 0x20 && c < 0x7F; };
  return at != std::string_view::npos && at > 0 && is_dns_name(text.substr(at + 1)) &&
         std::ranges::all_of(text, is_graphic);
}

bool is_same_email(std::string_view left, std::string_view right) {
  const std::size_t at = left.rfind('@');
  return right.rfind('@') == at && left.substr(0, at) == right.substr(0, at) &&
         http::equal_ignoring_case(left.substr(at), right.substr(at));
}

}  // namespace

std::string_view to_string(RegisteredName::Kind kind) noexcept {
  using enum RegisteredName::Kind;
  switch (kind) {
    case tls_client_auth_subject_dn: return "tls_client_auth_subject_dn";
    case tls_client_auth_san_dns: return "tls_client_auth_san_dns";
    case tls_client_auth_san_uri: return "tls_client_auth_san_uri";
    case tls_client_auth_san_ip: return "tls_client_auth_san_ip";
    case tls_client_auth_san_email: return "tls_client_auth_san_email";
  }
  std::unreachable();
}

std::optional<RegisteredName> RegisteredName::parse(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::tls_client_auth_subject_dn: {
      auto name = DistinguishedName::parse(text);
      if (!name) return std::nullopt;
      return RegisteredName(kind, text, std::move(*name));
    }
    case Kind::tls_client_auth_san_ip: {
      auto address = parse_ip(std::string(text));
      if (!address) return std::nullopt;
      return RegisteredName(kind, text, std::move(*address));
    }
    case Kind::tls_client_auth_san_dns:
      if (!is_dns_name(text)) return std::nullopt;
      break;
    case Kind::tls_client_auth_san_uri:
      if (!Uri::parse(text)) return std::nullopt;
      break;
    case Kind::tls_client_auth_san_email:
      if (!is_email(text)) return std::nullopt;
      break;
  }
  return RegisteredName(kind, text, std::string(text));
}

bool RegisteredName::matches(const Certificate& certificate) const {
  const AlternativeNames& names = certificate.alternative_names();
  const auto* text = std::get_if<std::string>(&value_);
  switch (kind_) {
    case Kind::tls_client_auth_subject_dn: return std::get<DistinguishedName>(value_) == certificate.subject();
    case Kind::tls_client_auth_san_dns:
      return std::ranges::any_of(names.dns, [&](const auto& name) { return http::equal_ignoring_case(name, *text); });
    case Kind::tls_client_auth_san_uri: return std::ranges::find(names.uri, *text) != names.uri.end();
    case Kind::tls_client_auth_san_ip:
      return std::ranges::any_of(names.ip, [&](const Bytes& address) { return as_text(address) == *text; });
    case Kind::tls_client_auth_san_email:
      return std::ranges::any_of(names.email, [&](const auto& name) { return is_same_email(name, *text); });
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
