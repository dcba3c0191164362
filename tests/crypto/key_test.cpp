#include "attesto/crypto/key.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "attesto/wire/base64url.hpp"
#include "support/hex.hpp"

namespace attesto {
namespace {

using testing_support::from_hex;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(BIO* stream) const { BIO_free_all(stream); }
};
using RawKey = std::unique_ptr<EVP_PKEY, Free>;

RawKey generate_rsa(int bits, unsigned long exponent) {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  BIGNUM* e = BN_new();
  BN_set_word(e, exponent);
  EVP_PKEY* key = nullptr;
  const bool made =
      EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1 &&
      EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e) == 1 && EVP_PKEY_generate(context.get(), &key) == 1;
  BN_free(e);
  EXPECT_TRUE(made);
  return RawKey(key);
}

std::string text_of(BIO* stream) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(stream, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string public_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> stream(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_PUBKEY(stream.get(), key), 1);
  return text_of(stream.get());
}

std::string private_pem(EVP_PKEY* key, const char* passphrase = nullptr) {
  const std::unique_ptr<BIO, Free> stream(BIO_new(BIO_s_mem()));
  const EVP_CIPHER* cipher = passphrase ? EVP_aes_256_cbc() : nullptr;
  EXPECT_EQ(
      PEM_write_bio_PKCS8PrivateKey(stream.get(), key, cipher, nullptr, 0, nullptr, const_cast<char*>(passphrase)), 1);
  return text_of(stream.get());
}

std::string traditional_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> stream(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_PrivateKey_traditional(stream.get(), key, nullptr, nullptr, 0, nullptr, nullptr), 1);
  return text_of(stream.get());
}

template <class Key>
KeyError error_of(const std::expected<Key, KeyError>& key) {
  EXPECT_FALSE(key);
  return key ? KeyError{} : key.error();
}

class EveryKeyType : public testing::TestWithParam<KeyType> {};

TEST_P(EveryKeyType, RFC5208_private_pem_comes_back_and_still_fits) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  EXPECT_EQ(key.type(), GetParam());
  const auto again = PrivateKey::from_pem(key.to_pem().expose());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->type(), GetParam());
  EXPECT_EQ(again->public_key().to_pem(), key.public_key().to_pem());
}

TEST_P(EveryKeyType, RFC5280_public_pem_and_components_come_back) {
  const PublicKey key = PrivateKey::generate(GetParam()).public_key();
  EXPECT_EQ(key.type(), GetParam());
  const auto from_pem = PublicKey::from_pem(key.to_pem());
  ASSERT_TRUE(from_pem);
  EXPECT_EQ(from_pem->to_pem(), key.to_pem());
  EXPECT_FALSE(key.to_pem().contains("PRIVATE"));
  const auto from_components = [&]() -> std::expected<PublicKey, KeyError> {
    switch (key.type()) {
      case KeyType::rsa: return PublicKey::from_rsa(key.rsa());
      case KeyType::ed25519:
      case KeyType::ed448: return PublicKey::from_ed(key.type(), key.ed());
      default: return PublicKey::from_ec(key.type(), key.ec());
    }
  }();
  ASSERT_TRUE(from_components);
  EXPECT_EQ(from_components->to_pem(), key.to_pem());
}

INSTANTIATE_TEST_SUITE_P(Keys, EveryKeyType,
                         testing::Values(KeyType::rsa, KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521,
                                         KeyType::ed25519, KeyType::ed448));

TEST(PrivateKeyPem, takes_the_traditional_forms) {
  const RawKey rsa = generate_rsa(2048, 65537);
  const std::string pkcs1 = traditional_pem(rsa.get());
  EXPECT_TRUE(pkcs1.starts_with("-----BEGIN RSA PRIVATE KEY-----"));
  EXPECT_TRUE(PrivateKey::from_pem(pkcs1));
  const RawKey ec(EVP_EC_gen("P-256"));
  const std::string sec1 = traditional_pem(ec.get());
  EXPECT_TRUE(sec1.starts_with("-----BEGIN EC PRIVATE KEY-----"));
  EXPECT_TRUE(PrivateKey::from_pem(sec1));
}

TEST(PrivateKeyPem, encrypted_is_refused_without_asking_anyone) {
  const RawKey key(EVP_EC_gen("P-256"));
  EXPECT_EQ(error_of(PrivateKey::from_pem(private_pem(key.get(), "passphrase"))), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(private_pem(key.get(), ""))), KeyError::malformed);
}

TEST(PrivateKeyPem, one_key_and_nothing_else) {
  const RawKey key(EVP_EC_gen("P-256"));
  const std::string pem = private_pem(key.get());
  EXPECT_TRUE(PrivateKey::from_pem(" \n" + pem + "\r\n\n"));
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem + pem)), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem("my key:\n" + pem)), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem + "my key\n")), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem + "my key -----")), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem + "-----END PRIVATE KEY-----")), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem + public_pem(key.get()))), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem(public_pem(key.get()))), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem("")), KeyError::malformed);
  EXPECT_EQ(error_of(PrivateKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")),
            KeyError::malformed);
}

TEST(PrivateKeyPem, with_a_public_half_of_another_key_is_refused) {
  // A SEC1 structure carries both halves: d of one key beside the point of another.
  const std::string d(32, '\x11');
  const Bytes other_point = from_hex(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e16"
      "2bce33576b315ececbb6406837bf51f5");
  std::string der = std::string("\x30\x77\x02\x01\x01\x04\x20", 7) + d +
                    std::string("\xA0\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07\xA1\x44\x03\x42\x00", 17);
  der += as_text(other_point);
  const std::string pem =
      "-----BEGIN EC PRIVATE KEY-----\n" + base64_encode(as_bytes(der)) + "\n-----END EC PRIVATE KEY-----\n";
  EXPECT_EQ(error_of(PrivateKey::from_pem(pem)), KeyError::malformed);
}

TEST(PublicKeyPem, one_key_and_nothing_else) {
  const RawKey key(EVP_EC_gen("P-256"));
  const std::string pem = public_pem(key.get());
  EXPECT_TRUE(PublicKey::from_pem(pem));
  EXPECT_EQ(error_of(PublicKey::from_pem(pem + pem)), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_pem("x" + pem)), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_pem(private_pem(key.get()))), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_pem(pem.substr(0, pem.size() / 2))), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_pem("")), KeyError::malformed);
}

TEST(PemKeyType, of_other_kinds_is_unsupported) {
  for (const char* curve : {"secp256k1", "P-224", "brainpoolP256r1"}) {
    const RawKey key(EVP_EC_gen(curve));
    EXPECT_EQ(error_of(PublicKey::from_pem(public_pem(key.get()))), KeyError::unsupported) << curve;
    EXPECT_EQ(error_of(PrivateKey::from_pem(private_pem(key.get()))), KeyError::unsupported) << curve;
  }
  const RawKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "X448"));
  EXPECT_EQ(error_of(PublicKey::from_pem(public_pem(key.get()))), KeyError::unsupported);
}

struct RsaCase {
  const char* name;
  int bits;
  unsigned long exponent;
};

constexpr RsaCase kWeakRsa[] = {
    {"RFC7518_3_3_512_bits", 512, 65537},   {"RFC7518_3_3_1024_bits", 1024, 65537},
    {"RFC7518_3_3_2040_bits", 2040, 65537}, {"exponent_3", 2048, 3},
    {"exponent_65535", 2048, 65535},        {"exponent_above_32_bits", 2048, 0x100000001},
};

class WeakRsa : public testing::TestWithParam<RsaCase> {};

TEST_P(WeakRsa, is_refused_in_every_form) {
  const RawKey key = generate_rsa(GetParam().bits, GetParam().exponent);
  EXPECT_EQ(error_of(PublicKey::from_pem(public_pem(key.get()))), KeyError::weak);
  EXPECT_EQ(error_of(PrivateKey::from_pem(private_pem(key.get()))), KeyError::weak);
}

INSTANTIATE_TEST_SUITE_P(Rfc, WeakRsa, testing::ValuesIn(kWeakRsa), [](const auto& row) { return row.param.name; });

class RsaImport : public testing::Test {
 protected:
  static void SetUpTestSuite() { good_ = PrivateKey::generate(KeyType::rsa).public_key().rsa(); }
  static const RsaComponents& good() { return good_; }
  static inline RsaComponents good_;
};

TEST_F(RsaImport, takes_a_sound_key) {
  const auto key = PublicKey::from_rsa(good());
  ASSERT_TRUE(key);
  EXPECT_EQ(key->rsa().n, good().n);
  EXPECT_EQ(key->rsa().e, (Bytes{1, 0, 1}));
}

TEST_F(RsaImport, RFC7518_3_3_exponents) {
  const std::pair<Bytes, KeyError> bad[] = {
      {{}, KeyError::malformed},     {{0}, KeyError::malformed},     {{0, 1, 0, 1}, KeyError::malformed},
      {{1}, KeyError::weak},         {{2}, KeyError::weak},          {{3}, KeyError::weak},
      {{1, 0, 0}, KeyError::weak},   {{0xFF, 0xFF}, KeyError::weak}, {{1, 0, 0, 0, 1}, KeyError::weak},
      {Bytes(9, 1), KeyError::weak},
  };
  for (const auto& [e, want] : bad) EXPECT_EQ(error_of(PublicKey::from_rsa({.n = good().n, .e = e})), want);
  EXPECT_TRUE(PublicKey::from_rsa({.n = good().n, .e = {0xFF, 0xFF, 0xFF, 0xFF}}));
}

TEST_F(RsaImport, RFC7518_2_leading_zero_is_refused) {
  Bytes n = good().n;
  n.insert(n.begin(), 0);
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = n, .e = good().e})), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = {}, .e = good().e})), KeyError::malformed);
}

TEST_F(RsaImport, RFC7518_3_3_size_is_bounded_on_both_sides) {
  Bytes small(good().n.begin(), good().n.begin() + 128);
  small.back() |= 1;
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = small, .e = good().e})), KeyError::weak);
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = Bytes(1025, 0xFF), .e = good().e})), KeyError::weak);
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = Bytes(8192, 0xFF), .e = good().e})), KeyError::weak);
}

TEST_F(RsaImport, SP800_56B_modulus_even_or_with_small_factors_is_refused) {
  Bytes even = good().n;
  even.back() &= 0xFE;
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = even, .e = good().e})), KeyError::weak);
  EXPECT_EQ(error_of(PublicKey::from_rsa({.n = Bytes(256, 0xFF), .e = good().e})), KeyError::malformed);
}

class EcImport : public testing::TestWithParam<KeyType> {
 protected:
  EcComponents good_ = PrivateKey::generate(GetParam()).public_key().ec();
};

TEST_P(EcImport, RFC7518_6_2_1_2_coordinates_have_the_length_of_the_curve) {
  EcComponents longer = good_;
  longer.x.insert(longer.x.begin(), 0);
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), longer)), KeyError::malformed);
  EcComponents shorter = good_;
  shorter.y.pop_back();
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), shorter)), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), {.x = {}, .y = {}})), KeyError::malformed);
}

TEST_P(EcImport, SP800_56A_5_6_2_3_points_off_the_curve_are_refused) {
  EcComponents off = good_;
  off.y.back() ^= 1;
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), off)), KeyError::malformed);
  const std::size_t size = good_.x.size();
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), {.x = Bytes(size), .y = Bytes(size)})), KeyError::malformed);
  EXPECT_EQ(error_of(PublicKey::from_ec(GetParam(), {.x = Bytes(size, 0xFF), .y = Bytes(size, 0xFF)})),
            KeyError::malformed);
}

INSTANTIATE_TEST_SUITE_P(Curves, EcImport, testing::Values(KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521));

TEST(EcImportType, of_another_type_is_unsupported) {
  EXPECT_EQ(error_of(PublicKey::from_ec(KeyType::rsa, {.x = Bytes(32), .y = Bytes(32)})), KeyError::unsupported);
  EXPECT_EQ(error_of(PublicKey::from_ed(KeyType::ec_p256, Bytes(32))), KeyError::unsupported);
}

std::string filled(std::string_view first, std::string_view middle, std::size_t count, std::string_view last) {
  std::string text(first);
  while (count-- > 0) text += middle;
  text += last;
  return text;
}

struct EdCase {
  const char* name;
  KeyType curve;
  std::string x;
  bool want;
};

const EdCase kEdwards[] = {
    {"RFC8032_7_1_published", KeyType::ed25519, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     true},
    {"RFC8032_7_4_published", KeyType::ed448,
     "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe82561"
     "80",
     true},
    {"ed25519_y_3_is_on_the_curve", KeyType::ed25519, filled("03", "00", 31, ""), true},
    {"ed448_y_3_is_on_the_curve", KeyType::ed448, filled("03", "00", 56, ""), true},
    {"RFC8032_5_1_3_y_2_is_off_the_curve", KeyType::ed25519, filled("02", "00", 31, ""), false},
    {"RFC8032_5_2_3_y_2_is_off_the_curve", KeyType::ed448, filled("02", "00", 56, ""), false},
    {"RFC8032_5_1_3_ed25519_31_bytes", KeyType::ed25519, filled("03", "00", 30, ""), false},
    {"RFC8032_5_1_3_ed25519_33_bytes", KeyType::ed25519, filled("03", "00", 32, ""), false},
    {"RFC8032_5_2_3_ed448_56_bytes", KeyType::ed448, filled("03", "00", 55, ""), false},
    {"ed25519_empty", KeyType::ed25519, "", false},
    {"ed25519_order_1", KeyType::ed25519, filled("01", "00", 31, ""), false},
    {"ed25519_order_1_with_sign", KeyType::ed25519, filled("01", "00", 30, "80"), false},
    {"ed25519_order_2", KeyType::ed25519, filled("ec", "ff", 30, "7f"), false},
    {"ed25519_order_4", KeyType::ed25519, filled("00", "00", 31, ""), false},
    {"ed25519_order_4_with_sign", KeyType::ed25519, filled("00", "00", 30, "80"), false},
    {"ed25519_order_8_a", KeyType::ed25519, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", false},
    {"ed25519_order_8_b", KeyType::ed25519, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", false},
    {"ed25519_order_8_c", KeyType::ed25519, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", false},
    {"ed25519_order_8_d", KeyType::ed25519, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", false},
    {"RFC8032_5_1_3_ed25519_y_is_p", KeyType::ed25519, filled("ed", "ff", 30, "7f"), false},
    {"RFC8032_5_1_3_ed25519_y_is_p_plus_1", KeyType::ed25519, filled("ee", "ff", 30, "7f"), false},
    {"RFC8032_5_1_3_ed25519_y_is_p_plus_3", KeyType::ed25519, filled("f0", "ff", 30, "7f"), false},
    {"ed448_order_1", KeyType::ed448, filled("01", "00", 56, ""), false},
    {"ed448_order_2", KeyType::ed448, filled("fe", "ff", 27, filled("fe", "ff", 27, "00")), false},
    {"ed448_order_4", KeyType::ed448, filled("00", "00", 56, ""), false},
    {"RFC8032_5_2_3_ed448_y_is_p", KeyType::ed448, filled("ff", "ff", 27, filled("fe", "ff", 27, "00")), false},
    {"RFC8032_5_2_3_ed448_unused_bits", KeyType::ed448, filled("03", "00", 55, "01"), false},
};

class EdwardsImport : public testing::TestWithParam<EdCase> {};

TEST_P(EdwardsImport, takes_canonical_points_of_large_order) {
  const auto key = PublicKey::from_ed(GetParam().curve, from_hex(GetParam().x));
  EXPECT_EQ(key.has_value(), GetParam().want);
  EXPECT_TRUE(key || key.error() == KeyError::malformed);
}

INSTANTIATE_TEST_SUITE_P(Rfc, EdwardsImport, testing::ValuesIn(kEdwards),
                         [](const auto& row) { return row.param.name; });

TEST(EdwardsPem, of_small_order_is_refused) {
  const Bytes spki = from_hex("302a300506032b6570032100" + filled("01", "00", 31, ""));
  EXPECT_EQ(error_of(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n" + base64_encode(spki) +
                                         "\n-----END PUBLIC KEY-----\n")),
            KeyError::malformed);
}

}  // namespace
}  // namespace attesto
