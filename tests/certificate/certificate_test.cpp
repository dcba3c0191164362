#include "attesto/crypto/certificate.hpp"

#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "certificate/make_certificate.hpp"

namespace attesto {
namespace {

using namespace testing_support;

const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

CertificateError error_of(ByteView der) {
  const auto parsed = Certificate::parse(der);
  EXPECT_FALSE(parsed.has_value());
  return parsed ? CertificateError{255} : parsed.error();
}

TEST(Certificate, RFC5280_4_1_says_what_it_is_for) {
  const Bytes der =
      make_certificate(key(), {.alternative_names = {"DNS:a.example", "DNS:b.example", "URI:https://a.example/",
                                                     "IP:192.0.2.7", "IP:::1", "email:a@a.example", "RID:1.2.3"}});
  const auto certificate = Certificate::parse(der);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->sha256(), sha256(der));
  EXPECT_EQ(certificate->subject(), *DistinguishedName::parse("CN=client,O=Example,C=US"));
  const AlternativeNames& names = certificate->alternative_names();
  EXPECT_EQ(names.dns, (std::vector<std::string>{"a.example", "b.example"}));
  EXPECT_EQ(names.uri, (std::vector<std::string>{"https://a.example/"}));
  EXPECT_EQ(names.email, (std::vector<std::string>{"a@a.example"}));
  const Bytes v6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  EXPECT_EQ(names.ip, (std::vector<Bytes>{{192, 0, 2, 7}, v6}));
  ASSERT_TRUE(certificate->public_key());
  EXPECT_EQ(certificate->public_key()->to_pem(), key().public_key().to_pem());
}

TEST(Certificate, every_key_type_that_we_verify_with_can_be_read) {
  for (const KeyType type :
       {KeyType::rsa, KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521, KeyType::ed25519, KeyType::ed448}) {
    const auto certificate = Certificate::parse(make_certificate(PrivateKey::generate(type)));
    ASSERT_TRUE(certificate && certificate->public_key());
    EXPECT_EQ(certificate->public_key()->type(), type);
  }
}

TEST(Certificate, a_weak_key_is_no_verification_key_but_has_a_thumbprint) {
  const auto certificate = Certificate::parse(make_certificate(PrivateKey::generate(KeyType::rsa, 1024)));
  ASSERT_TRUE(certificate);
  ASSERT_FALSE(certificate->public_key());
  EXPECT_EQ(certificate->public_key().error(), KeyError::weak);
}

TEST(Certificate, without_the_extension_there_are_no_names) {
  const auto certificate = Certificate::parse(make_certificate(key()));
  ASSERT_TRUE(certificate);
  EXPECT_TRUE(certificate->alternative_names().dns.empty());
  EXPECT_TRUE(certificate->alternative_names().ip.empty());
}

TEST(Certificate, RFC8705_3_one_thumbprint_means_one_spelling) {
  const Bytes der = make_certificate(key());
  Bytes trailing = der;
  trailing.push_back(0);
  EXPECT_EQ(error_of(trailing), CertificateError::malformed);
  Bytes twice = der;
  twice.insert(twice.end(), der.begin(), der.end());
  EXPECT_EQ(error_of(twice), CertificateError::malformed);

  // The outer SEQUENCE with its length in one byte too many: 82 xx xx becomes 83 00 xx xx.
  ASSERT_EQ(der[1], 0x82);
  Bytes long_form = {der[0], 0x83, 0x00};
  long_form.insert(long_form.end(), der.begin() + 2, der.end());
  EXPECT_EQ(error_of(long_form), CertificateError::malformed);

  // And with an indefinite length.
  Bytes indefinite = {der[0], 0x80};
  indefinite.insert(indefinite.end(), der.begin() + 4, der.end());
  indefinite.insert(indefinite.end(), {0, 0});
  EXPECT_EQ(error_of(indefinite), CertificateError::malformed);
}

TEST(Certificate, no_prefix_is_one) {
  const Bytes der = make_certificate(key(), {.alternative_names = {"DNS:a.example"}});
  for (std::size_t size = 0; size < der.size(); ++size)
    EXPECT_FALSE(Certificate::parse(ByteView(der).first(size))) << size;
}

TEST(Certificate, other_bytes_are_refused_and_leave_no_trace) {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("\0", 1), std::string_view("garbage"),
        std::string_view("-----BEGIN CERTIFICATE-----\n"), std::string_view("\x30\x00", 2),
        std::string_view("\x30\x80\x00\x00", 4), std::string_view("\x02\x01\x01", 3)})
    EXPECT_EQ(error_of(as_bytes(text)), CertificateError::malformed);
  // A refusal must not make the next, good one fail.
  EXPECT_TRUE(Certificate::parse(make_certificate(key())));
}

TEST(Certificate, the_size_is_limited_before_anything_is_read) {
  EXPECT_EQ(error_of(Bytes(Certificate::kMaxBytes, 0x30)), CertificateError::malformed);
  EXPECT_EQ(error_of(Bytes(Certificate::kMaxBytes + 1, 0x30)), CertificateError::too_large);
}

TEST(Certificate, RFC5280_4_2_an_extension_stands_once) {
  // The same extension twice: found by looking for its object identifier and doubling its TLV.
  const Bytes der = make_certificate(key(), {.alternative_names = {"DNS:a.example"}});
  ASSERT_TRUE(Certificate::parse(der));
  const Bytes oid = {0x06, 0x03, 0x55, 0x1D, 0x11};
  const auto at = std::search(der.begin(), der.end(), oid.begin(), oid.end());
  ASSERT_NE(at, der.end());
  const auto begin = at - 2;  // SEQUENCE, length in one byte
  const auto size = static_cast<std::size_t>(begin[1]) + 2;
  Bytes doubled(der.begin(), begin + static_cast<std::ptrdiff_t>(size));
  doubled.insert(doubled.end(), begin, der.end());
  // [3] EXPLICIT and SEQUENCE OF stand right before it, lengths in one byte each.
  const std::size_t list = static_cast<std::size_t>(begin - der.begin()) - 4;
  ASSERT_EQ(doubled[list], 0xA3);
  doubled[list + 1] = static_cast<std::uint8_t>(doubled[list + 1] + size);
  doubled[list + 3] = static_cast<std::uint8_t>(doubled[list + 3] + size);
  // TBSCertificate and Certificate: 30 82 hh ll each.
  for (const std::size_t length_at : {2U, 6U}) {
    const std::size_t length = doubled[length_at] * 256U + doubled[length_at + 1] + size;
    doubled[length_at] = static_cast<std::uint8_t>(length / 256);
    doubled[length_at + 1] = static_cast<std::uint8_t>(length % 256);
  }
  EXPECT_EQ(error_of(doubled), CertificateError::malformed);
}

}  // namespace
}  // namespace attesto
