#include "attesto/oauth/registered_certificates.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

/// A private or symmetric key in a document that should be public is out: who sent it must be told.
bool has_secret(const Json& jwk) {
  constexpr std::array<std::string_view, 2> kSecretMembers = {"d", "k"};
  return std::ranges::any_of(kSecretMembers, [&](std::string_view name) { return jwk.find(name) != nullptr; });
}

}  // namespace

CertificateThumbprint certificate_thumbprint(const Certificate& certificate) {
  return CertificateThumbprint::of(certificate.sha256());
}

CertificateThumbprint certificate_thumbprint(ByteView der) { return CertificateThumbprint::of(sha256(der)); }

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

}  // namespace attesto::inline v0
