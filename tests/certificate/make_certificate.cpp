#include "certificate/make_certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace attesto::testing_support {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Stream = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using X509Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>>;

void require(bool ok) {
  if (!ok) throw std::runtime_error("the test certificate can't be made");
}

Key load(const PrivateKey& key) {
  const Secret pem = key.to_pem();
  const Stream stream(BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.expose().size())));
  return Key(PEM_read_bio_PrivateKey(stream.get(), nullptr, nullptr, nullptr));
}

X509Certificate begin(EVP_PKEY* key, const CertificateSpec& spec) {
  X509Certificate certificate(X509_new());
  require(key && certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), static_cast<time_t>(spec.not_before));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), static_cast<time_t>(spec.not_after));
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  for (const auto& [type, value] : spec.subject) {
    const bool joins = type.starts_with('+');
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
    require(X509_NAME_add_entry_by_txt(name, type.c_str() + (joins ? 1 : 0), MBSTRING_UTF8, bytes,
                                       static_cast<int>(value.size()), -1, joins ? -1 : 0) == 1);
  }
  require(X509_set_issuer_name(certificate.get(), name) == 1 && X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

Bytes finish(X509* certificate, EVP_PKEY* key) {
  const bool is_ed = EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448");
  require(X509_sign(certificate, key, is_ed ? nullptr : EVP_sha256()) > 0);
  Bytes der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)));
  unsigned char* out = der.data();
  i2d_X509(certificate, &out);
  return der;
}

}  // namespace

Bytes make_certificate(const PrivateKey& key, const CertificateSpec& spec) {
  const Key loaded = load(key);
  const X509Certificate certificate = begin(loaded.get(), spec);
  std::string names;
  for (const std::string& name : spec.alternative_names) names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
    require(extension && X509_add_ext(certificate.get(), extension.get(), -1) == 1);
  }
  return finish(certificate.get(), loaded.get());
}

Bytes make_certificate_with_dns(const PrivateKey& key, std::string_view dns) {
  const Key loaded = load(key);
  const X509Certificate certificate = begin(loaded.get(), {});
  const Names names(GENERAL_NAMES_new());
  GENERAL_NAME* const name = GENERAL_NAME_new();
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  require(names && name && text && ASN1_STRING_set(text, dns.data(), static_cast<int>(dns.size())) == 1);
  GENERAL_NAME_set0_value(name, GEN_DNS, text);
  require(sk_GENERAL_NAME_push(names.get(), name) > 0 &&
          X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1);
  return finish(certificate.get(), loaded.get());
}

}  // namespace attesto::testing_support
