#include "attesto/crypto/certificate.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "attesto/crypto/x509.hpp"

namespace attesto::inline v0 {
namespace {

/// One certificate and nothing else. Encoding it again shows what the parser let pass: indefinite
/// lengths, lengths in too many bytes.
openssl::X509Certificate parse_der(ByteView der) {
  const std::uint8_t* at = der.data();
  openssl::X509Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != der.data() + der.size()) return nullptr;
  const int size = i2d_X509(certificate.get(), nullptr);
  if (size < 0 || static_cast<std::size_t>(size) != der.size()) return nullptr;
  Bytes again(der.size());
  std::uint8_t* out = again.data();
  i2d_X509(certificate.get(), &out);
  return std::ranges::equal(again, der) ? std::move(certificate) : nullptr;
}

ByteView bytes_of(const ASN1_STRING* string) {
  return {ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

void add_name(const GENERAL_NAME* name, AlternativeNames& names) {
  int type = 0;
  const void* value = GENERAL_NAME_get0_value(name, &type);
  const auto text = [&] { return std::string(as_text(bytes_of(static_cast<const ASN1_STRING*>(value)))); };
  switch (type) {
    case GEN_DNS: names.dns.push_back(text()); break;
    case GEN_URI: names.uri.push_back(text()); break;
    case GEN_EMAIL: names.email.push_back(text()); break;
    case GEN_IPADD: {
      const ByteView bytes = bytes_of(static_cast<const ASN1_STRING*>(value));
      names.ip.emplace_back(bytes.begin(), bytes.end());
      break;
    }
    default: break;  // names that no client can register (RFC 8705 §2.1.2)
  }
}

/// @return nothing if the extension is there twice or can't be read
std::optional<AlternativeNames> read_alternative_names(const X509* certificate) {
  int critical = 0;
  const openssl::GeneralNames found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, nullptr)));
  AlternativeNames names;
  constexpr int kAbsent = -1;
  if (!found) return critical == kAbsent ? std::optional(names) : std::nullopt;
  for (int i = 0; i < sk_GENERAL_NAME_num(found.get()); ++i) add_name(sk_GENERAL_NAME_value(found.get(), i), names);
  return names;
}

/// Through the one door for public keys, so that a certificate can't bring in a weaker one.
std::expected<PublicKey, KeyError> read_public_key(X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  const openssl::Stream stream(BIO_new(BIO_s_mem()));
  openssl::require(stream != nullptr, "out of memory");
  if (!key || PEM_write_bio_PUBKEY(stream.get(), key) != 1) return std::unexpected(KeyError::unsupported);
  char* data = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &data);
  return PublicKey::from_pem({data, static_cast<std::size_t>(size)});
}

std::optional<Instant> read_time(const ASN1_TIME* time) {
  const openssl::Time epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (!epoch || !time || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return std::nullopt;
  return Instant{std::chrono::days{days} + std::chrono::seconds{seconds}};
}

}  // namespace

Certificate::Certificate(const Sha256Digest& digest, Parts parts)
    : sha256_(digest),
      subject_(std::move(parts.subject)),
      alternative_names_(std::move(parts.alternative_names)),
      public_key_(std::move(parts.public_key)),
      not_before_(parts.not_before),
      after_(parts.after) {}

std::expected<Certificate, CertificateError> Certificate::parse(ByteView der) {
  if (der.size() > kMaxBytes) return std::unexpected(CertificateError::too_large);
  const openssl::ErrorScope errors;
  const openssl::X509Certificate certificate = parse_der(der);
  if (!certificate) return std::unexpected(CertificateError::malformed);
  auto subject = make_distinguished_name(openssl::X509Name(X509_NAME_dup(X509_get_subject_name(certificate.get()))));
  auto names = read_alternative_names(certificate.get());
  const auto not_before = read_time(X509_get0_notBefore(certificate.get()));
  const auto not_after = read_time(X509_get0_notAfter(certificate.get()));
  if (!subject || !names || !not_before || !not_after) return std::unexpected(CertificateError::malformed);
  return Certificate(attesto::sha256(der), {.subject = std::move(*subject),
                                            .alternative_names = std::move(*names),
                                            .public_key = read_public_key(certificate.get()),
                                            .not_before = *not_before,
                                            .after = *not_after + std::chrono::seconds{1}});
}

}  // namespace attesto::inline v0
