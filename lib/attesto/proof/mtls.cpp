#include "attesto/proof/mtls.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "attesto/wire/base64url.hpp"
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

/// A private or symmetric key in a document that should be public is out: who sent it must be told.
bool has_secret(const Json& jwk) {
  constexpr std::array<std::string_view, 2> kSecretMembers = {"d", "k"};
  return std::ranges::any_of(kSecretMembers, [&](std::string_view name) { return jwk.find(name) != nullptr; });
}

}  // namespace

CertificateThumbprint certificate_thumbprint(const Certificate& certificate) {
  return CertificateThumbprint::of(certificate.sha256());
}

Error to_error(MtlsError error) noexcept {
  constexpr auto kCode = ErrorCode::invalid_client;
  switch (error) {
    case MtlsError::chain_not_validated:
      return {kCode, "the client certificate is not trusted", Reason::certificate_chain};
    case MtlsError::outside_validity:
      return {kCode, "the client certificate is expired or not yet valid", Reason::certificate_validity};
    case MtlsError::other_name:
      return {kCode, "the client certificate has not the registered name", Reason::certificate_name};
    case MtlsError::other_key: return {kCode, "the client certificate is not registered", Reason::certificate_key};
  }
  std::unreachable();
}

std::optional<RegisteredName> RegisteredName::parse(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::tls_client_auth_subject_dn: {
      auto name = DistinguishedName::parse(text);
      if (!name) return std::nullopt;
      return RegisteredName(kind, std::move(*name));
    }
    case Kind::tls_client_auth_san_ip: {
      auto address = parse_ip(std::string(text));
      if (!address) return std::nullopt;
      return RegisteredName(kind, std::move(*address));
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
  return RegisteredName(kind, std::string(text));
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

std::expected<void, MtlsError> check_tls_client_auth(const Certificate& certificate, ChainTrust chain,
                                                     const RegisteredName& name, Instant now) {
  if (chain != ChainTrust::validated) return std::unexpected(MtlsError::chain_not_validated);
  if (!certificate.is_valid_at(now)) return std::unexpected(MtlsError::outside_validity);
  if (!name.matches(certificate)) return std::unexpected(MtlsError::other_name);
  return {};
}

std::optional<RegisteredCertificates::Entry> RegisteredCertificates::parse_entry(const Json& jwk,
                                                                                 const PublicKey& key) {
  Entry entry{.key = KeyThumbprint::parse(jwk_thumbprint(key)).value(), .certificate = std::nullopt};
  const Json* x5c = jwk.find("x5c");
  if (!x5c) return entry;
  if (!x5c->array() || x5c->array()->empty() || !x5c->array()->front().string()) return std::nullopt;
  const auto der = base64_decode(*x5c->array()->front().string());
  if (!der) return std::nullopt;
  const auto certificate = Certificate::parse(*der);
  if (!certificate) return std::nullopt;
  entry.certificate = certificate_thumbprint(*certificate);
  return entry;
}

std::optional<RegisteredCertificates> RegisteredCertificates::parse(const Json& jwk_set) {
  const Json* keys = jwk_set.find("keys");
  if (!keys || !keys->array() || keys->array()->size() > kMaxKeys) return std::nullopt;
  RegisteredCertificates registered;
  for (const Json& jwk : *keys->array()) {
    if (!jwk.object() || has_secret(jwk)) return std::nullopt;
    const auto key = parse_jwk(jwk);
    if (!key && key.error() == KeyError::unsupported) continue;
    if (!key) return std::nullopt;
    auto entry = parse_entry(jwk, key->key());
    if (!entry) return std::nullopt;
    registered.entries_.push_back(std::move(*entry));
  }
  return registered;
}

bool RegisteredCertificates::contains(const Certificate& certificate) const {
  const auto& public_key = certificate.public_key();
  if (!public_key) return false;
  const std::string key = jwk_thumbprint(*public_key);
  const CertificateThumbprint thumbprint = certificate_thumbprint(certificate);
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.certificate ? *entry.certificate == thumbprint : entry.key.str() == key;
  });
}

std::expected<void, MtlsError> check_self_signed_tls_client_auth(const Certificate& certificate,
                                                                 const RegisteredCertificates& registered,
                                                                 Instant now) {
  if (!certificate.is_valid_at(now)) return std::unexpected(MtlsError::outside_validity);
  if (!registered.contains(certificate)) return std::unexpected(MtlsError::other_key);
  return {};
}

}  // namespace attesto::inline v0
