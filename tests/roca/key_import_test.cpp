// What the import of public keys refuses.
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto {
namespace {

Bytes hex(std::string_view text) {
  Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  return out;
}

std::optional<KeyError> rsa_refusal(const Bytes& n, const Bytes& e) {
  const auto key = PublicKey::from_rsa({.n = n, .e = e});
  return key ? std::nullopt : std::optional(key.error());
}

TEST(RsaImport, RFC8017_3_1_exponents) {
  const Bytes n = PrivateKey::generate(KeyType::rsa).public_key().rsa().n;
  EXPECT_EQ(rsa_refusal(n, {1, 0, 1}), std::nullopt);
  EXPECT_EQ(rsa_refusal(n, {0xFF, 0xFF, 0xFF, 0xFF}), std::nullopt);
  EXPECT_EQ(rsa_refusal(n, {1}), KeyError::weak);
  EXPECT_EQ(rsa_refusal(n, {3}), KeyError::weak);
  EXPECT_EQ(rsa_refusal(n, {0xFF, 0xFF}), KeyError::weak);       // 65535
  EXPECT_EQ(rsa_refusal(n, {1, 0, 2}), KeyError::weak);          // even
  EXPECT_EQ(rsa_refusal(n, {1, 0, 0, 0, 1}), KeyError::weak);    // above 2^32
  EXPECT_EQ(rsa_refusal(n, {0, 1, 0, 1}), KeyError::malformed);  // RFC 7518 §2: no leading zero
}

TEST(RsaImport, RFC7518_3_3_moduli) {
  const Bytes e = {1, 0, 1};
  Bytes even = PrivateKey::generate(KeyType::rsa).public_key().rsa().n;
  even.back() &= 0xFE;
  EXPECT_EQ(rsa_refusal(even, e), KeyError::weak);
  EXPECT_EQ(rsa_refusal(PrivateKey::generate(KeyType::rsa, 1024).public_key().rsa().n, e), KeyError::weak);
  EXPECT_EQ(rsa_refusal(Bytes(1025, 0xFF), e), KeyError::weak);  // 8200 bits
}

struct EdwardsCase {
  const char* name;
  KeyType curve;
  const char* point;
};

class EdwardsImport : public testing::TestWithParam<EdwardsCase> {};

TEST_P(EdwardsImport, is_refused) {
  const auto key = PublicKey::from_ed(GetParam().curve, hex(GetParam().point));
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error(), KeyError::malformed);
}

constexpr const char* kZero448 =
    "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "0";
constexpr const char* kOne448 =
    "010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "0";
constexpr const char* kMinusOne448 =
    "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffff0"
    "0";

INSTANTIATE_TEST_SUITE_P(
    Rfc, EdwardsImport,
    testing::Values(EdwardsCase{"RFC8032_5_1_order_1", KeyType::ed25519,
                                "0100000000000000000000000000000000000000000000000000000000000000"},
                    EdwardsCase{"RFC8032_5_1_order_2", KeyType::ed25519,
                                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
                    EdwardsCase{"RFC8032_5_1_order_4", KeyType::ed25519,
                                "0000000000000000000000000000000000000000000000000000000000000000"},
                    EdwardsCase{"RFC8032_5_1_order_4_other_sign", KeyType::ed25519,
                                "0000000000000000000000000000000000000000000000000000000000000080"},
                    EdwardsCase{"RFC8032_5_1_order_8", KeyType::ed25519,
                                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"},
                    EdwardsCase{"RFC8032_5_1_order_8_other_sign", KeyType::ed25519,
                                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"},
                    EdwardsCase{"RFC8032_5_1_order_8_negative", KeyType::ed25519,
                                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"},
                    EdwardsCase{"RFC8032_5_1_3_y_is_p", KeyType::ed25519,
                                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
                    // y = 3 is on the curve, p + 3 says the same in other words.
                    EdwardsCase{"RFC8032_5_1_3_y_above_p", KeyType::ed25519,
                                "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
                    EdwardsCase{"RFC8032_5_1_3_off_the_curve", KeyType::ed25519,
                                "0200000000000000000000000000000000000000000000000000000000000000"},
                    EdwardsCase{"RFC8032_5_1_3_short", KeyType::ed25519, "0300000000"},
                    EdwardsCase{"RFC8032_5_2_order_4", KeyType::ed448, kZero448},
                    EdwardsCase{"RFC8032_5_2_order_1", KeyType::ed448, kOne448},
                    EdwardsCase{"RFC8032_5_2_order_2", KeyType::ed448, kMinusOne448}),
    [](const auto& row) { return row.param.name; });

TEST(EdwardsImport, takes_published_and_fresh_keys) {
  EXPECT_TRUE(
      PublicKey::from_ed(KeyType::ed25519, hex("0300000000000000000000000000000000000000000000000000000000000000"))
          .has_value());
  EXPECT_TRUE(
      PublicKey::from_ed(KeyType::ed25519, hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
          .has_value());  // RFC 8032 §7.1
  for (const KeyType type : {KeyType::ed25519, KeyType::ed448})
    for (int i = 0; i < 20; ++i) {
      const PublicKey key = PrivateKey::generate(type).public_key();
      EXPECT_TRUE(PublicKey::from_ed(type, key.ed()).has_value());
      EXPECT_TRUE(PublicKey::from_pem(key.to_pem()).has_value());
    }
}

TEST(EcImport, refuses_the_point_at_infinity_and_points_off_the_curve) {
  const EcComponents good = PrivateKey::generate(KeyType::ec_p256).public_key().ec();
  EXPECT_TRUE(PublicKey::from_ec(KeyType::ec_p256, good).has_value());
  EXPECT_EQ(PublicKey::from_ec(KeyType::ec_p256, {.x = Bytes(32, 0), .y = Bytes(32, 0)}).error(), KeyError::malformed);
  EXPECT_EQ(PublicKey::from_ec(KeyType::ec_p256, {.x = good.y, .y = good.x}).error(), KeyError::malformed);
  EXPECT_EQ(PublicKey::from_ec(KeyType::ec_p256, {.x = Bytes(32, 0xFF), .y = good.y}).error(), KeyError::malformed);
}

TEST(EcImport, RFC5480_2_1_1_explicit_parameters_are_refused) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("prime256v1"), EVP_PKEY_free);
  const auto pem = [&] {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> stream(BIO_new(BIO_s_mem()), BIO_free_all);
    EXPECT_EQ(PEM_write_bio_PUBKEY(stream.get(), key.get()), 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(stream.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
  };
  EXPECT_TRUE(PublicKey::from_pem(pem()).has_value());
  ASSERT_EQ(EVP_PKEY_set_utf8_string_param(key.get(), "encoding", "explicit"), 1);
  const auto refused = PublicKey::from_pem(pem());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), KeyError::unsupported);
}

/// A self-signed certificate for the key, DER in base64.
std::string make_certificate(const PrivateKey& private_key) {
  const Secret pem = private_key.to_pem();
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> stream(
      BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.expose().size())), BIO_free_all);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(stream.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::uint8_t* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  std::string text = base64_encode({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return text;
}

TEST(JwkImport, RFC7517_4_7_x5c_must_certify_the_same_key) {
  const PrivateKey key = PrivateKey::generate(KeyType::ec_p256);
  const auto with_x5c = [&](Json x5c) {
    Json::Object jwk = *to_jwk(VerificationKey::create(key.public_key(), Algorithm::ES256).value()).object();
    jwk.emplace_back("x5c", std::move(x5c));
    return parse_jwk(jwk);
  };
  const std::string own = make_certificate(key);
  EXPECT_TRUE(with_x5c(Json::Array{own}).has_value());
  EXPECT_TRUE(with_x5c(Json::Array{own, "anything"}).has_value());
  const std::string other = make_certificate(PrivateKey::generate(KeyType::ec_p256));
  const Json trailing = Json::Array{base64_encode([&] {
    Bytes der = base64_decode(own).value();
    der.push_back(0);
    return der;
  }())};
  for (const Json& x5c : {Json(Json::Array{other}), Json(Json::Array{other, own}), Json(Json::Array{}), Json(own),
                          Json(Json::Array{1}), Json(Json::Array{"AAAA"}), Json(Json::Array{"-"}), trailing}) {
    const auto refused = with_x5c(x5c);
    ASSERT_FALSE(refused.has_value()) << x5c.write();
    EXPECT_EQ(refused.error(), KeyError::malformed);
  }
}

TEST(Thumbprint, RFC9278_5_published_uri) {
  const Json jwk =
      Json::parse(R"({"kty":"RSA","e":"AQAB","alg":"RS256","kid":"2011-04-29","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXE)"
                  R"(ps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4)"
                  R"(Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5)"
                  R"(hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-k)"
                  R"(EgU8awapJzKnqDKgw"})")
          .value();
  EXPECT_EQ(jwk_thumbprint_uri(parse_jwk(jwk)->key()),
            "urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

}  // namespace
}  // namespace attesto
