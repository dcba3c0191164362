#include "attesto/crypto/signature.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "attesto/crypto/ecdsa_encoding.hpp"
#include "attesto/crypto/key.hpp"
#include "support/hex.hpp"

namespace attesto {
namespace {

using testing_support::from_hex;
using enum SignatureScheme;

constexpr std::string_view kMessage = "eyJhbGciOiJFUzI1NiJ9.Zm9v";

/// One key per type for the whole program: RSA keys take long to make.
const PrivateKey& key_of(KeyType type) {
  static std::map<KeyType, PrivateKey> keys;
  const auto found = keys.find(type);
  return found != keys.end() ? found->second : keys.emplace(type, PrivateKey::generate(type)).first->second;
}

constexpr KeyType kTypes[] = {KeyType::rsa,     KeyType::ec_p256, KeyType::ec_p384,
                              KeyType::ec_p521, KeyType::ed25519, KeyType::ed448};

struct Scheme {
  const char* name;
  SignatureScheme scheme;
  KeyType type;
  std::size_t bytes;
};

constexpr Scheme kSchemes[] = {
    {"RFC7518_3_3_RS256", rsa_pkcs1_sha256, KeyType::rsa, 256},
    {"RFC7518_3_3_RS384", rsa_pkcs1_sha384, KeyType::rsa, 256},
    {"RFC7518_3_3_RS512", rsa_pkcs1_sha512, KeyType::rsa, 256},
    {"RFC7518_3_5_PS256", rsa_pss_sha256, KeyType::rsa, 256},
    {"RFC7518_3_5_PS384", rsa_pss_sha384, KeyType::rsa, 256},
    {"RFC7518_3_5_PS512", rsa_pss_sha512, KeyType::rsa, 256},
    {"RFC7518_3_4_ES256", ecdsa_p256_sha256, KeyType::ec_p256, 64},
    {"RFC7518_3_4_ES384", ecdsa_p384_sha384, KeyType::ec_p384, 96},
    {"RFC7518_3_4_ES512", ecdsa_p521_sha512, KeyType::ec_p521, 132},
    {"RFC8037_3_1_Ed25519", eddsa, KeyType::ed25519, 64},
    {"RFC8037_3_1_Ed448", eddsa, KeyType::ed448, 114},
};

class EveryScheme : public testing::TestWithParam<Scheme> {
 protected:
  const PrivateKey& private_key() const { return key_of(GetParam().type); }
  const PublicKey public_key_ = private_key().public_key();
  const Bytes signature_ = private_key().sign(GetParam().scheme, as_bytes(kMessage));
  bool verifies(ByteView signature) const {
    return public_key_.verify(GetParam().scheme, as_bytes(kMessage), signature);
  }
};

TEST_P(EveryScheme, has_its_fixed_length_and_verifies) {
  EXPECT_EQ(signature_.size(), GetParam().bytes);
  EXPECT_TRUE(verifies(signature_));
}

TEST_P(EveryScheme, refuses_another_message_and_another_key) {
  EXPECT_FALSE(public_key_.verify(GetParam().scheme, as_bytes("another"), signature_));
  EXPECT_FALSE(public_key_.verify(GetParam().scheme, {}, signature_));
  const PublicKey other = PrivateKey::generate(GetParam().type).public_key();
  EXPECT_FALSE(other.verify(GetParam().scheme, as_bytes(kMessage), signature_));
}

TEST_P(EveryScheme, refuses_every_changed_byte) {
  for (std::size_t at = 0; at < signature_.size(); ++at) {
    Bytes damaged = signature_;
    damaged[at] ^= 1;
    EXPECT_FALSE(verifies(damaged)) << "byte " << at;
  }
}

TEST_P(EveryScheme, refuses_every_other_length) {
  EXPECT_FALSE(verifies({}));
  for (std::size_t size = 0; size < signature_.size(); ++size)
    EXPECT_FALSE(verifies(ByteView(signature_).first(size))) << "size " << size;
  Bytes longer = signature_;
  longer.push_back(0);
  EXPECT_FALSE(verifies(longer));
  longer.insert(longer.begin(), 0);
  EXPECT_FALSE(verifies(longer));
  EXPECT_FALSE(verifies(Bytes(16'384, 1)));
}

TEST_P(EveryScheme, does_not_fit_any_other_key_type) {
  for (const KeyType type : kTypes) {
    const bool both_edwards = GetParam().scheme == eddsa && (type == KeyType::ed25519 || type == KeyType::ed448);
    const bool wanted = type == GetParam().type || both_edwards;
    EXPECT_EQ(fits(GetParam().scheme, type), wanted);
    if (wanted) continue;
    EXPECT_FALSE(key_of(type).public_key().verify(GetParam().scheme, as_bytes(kMessage), signature_));
    EXPECT_THROW((void)key_of(type).sign(GetParam().scheme, as_bytes(kMessage)), std::invalid_argument);
  }
}

TEST_P(EveryScheme, is_not_taken_for_another_scheme_of_the_same_key) {
  for (const Scheme& other : kSchemes) {
    if (other.type != GetParam().type || other.scheme == GetParam().scheme) continue;
    EXPECT_FALSE(public_key_.verify(other.scheme, as_bytes(kMessage), signature_)) << other.name;
  }
}

TEST_P(EveryScheme, a_refusal_leaves_no_trace_for_the_next_call) {
  for (int round = 0; round < 50; ++round) {
    EXPECT_FALSE(verifies(Bytes(signature_.size(), static_cast<std::uint8_t>(round))));
    EXPECT_TRUE(verifies(signature_));
  }
  EXPECT_EQ(ERR_peek_error(), 0UL);
}

INSTANTIATE_TEST_SUITE_P(Rfc, EveryScheme, testing::ValuesIn(kSchemes), [](const auto& row) { return row.param.name; });

/// An RSA signature is exactly as long as the modulus, also when it begins with a zero byte: else
/// one signature would have two spellings.
TEST(RsaSignature, RFC8017_8_1_2_leading_zero_byte_belongs_to_it) {
  const PrivateKey& key = key_of(KeyType::rsa);
  for (const SignatureScheme scheme : {rsa_pss_sha256, rsa_pkcs1_sha256}) {
    std::string message = "m";
    Bytes signature;
    for (int tries = 0; tries < 5000; ++tries) {
      signature = key.sign(scheme, as_bytes(message));
      if (signature.front() == 0) break;
      message += static_cast<char>('a' + tries % 26);
    }
    ASSERT_EQ(signature.front(), 0) << "no signature with a leading zero in 5000 tries";
    const PublicKey verifier = key.public_key();
    EXPECT_TRUE(verifier.verify(scheme, as_bytes(message), signature));
    EXPECT_FALSE(verifier.verify(scheme, as_bytes(message), ByteView(signature).subspan(1)));
  }
}

struct Order {
  const char* name;
  SignatureScheme scheme;
  KeyType type;
  std::string_view n;
};

constexpr Order kOrders[] = {
    {"P256", ecdsa_p256_sha256, KeyType::ec_p256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {"P384", ecdsa_p384_sha384, KeyType::ec_p384,
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {"P521", ecdsa_p521_sha512, KeyType::ec_p521,
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
};

class EcdsaRange : public testing::TestWithParam<Order> {};

TEST_P(EcdsaRange, FIPS186_5_6_4_2_r_and_s_lie_between_0_and_n) {
  const Bytes n = from_hex(GetParam().n);
  const Bytes zero(n.size());
  Bytes one = zero;
  one.back() = 1;
  Bytes above = n;
  above.back() = static_cast<std::uint8_t>(above.back() + 1);
  const Bytes most(n.size(), 0xFF);
  const PublicKey key = key_of(GetParam().type).public_key();
  for (const Bytes& r : {zero, one, n, above, most}) {
    for (const Bytes& s : {zero, one, n, above, most}) {
      Bytes signature = r;
      signature.insert(signature.end(), s.begin(), s.end());
      EXPECT_FALSE(key.verify(GetParam().scheme, as_bytes(kMessage), signature));
    }
  }
}

TEST_P(EcdsaRange, adding_the_order_gives_no_second_spelling) {
  const PrivateKey& key = key_of(GetParam().type);
  const Bytes n = from_hex(GetParam().n);
  const Bytes signature = key.sign(GetParam().scheme, as_bytes(kMessage));
  for (const std::size_t half : {std::size_t{0}, n.size()}) {
    Bytes shifted = signature;
    unsigned carry = 0;
    for (std::size_t i = n.size(); i-- > 0;) {
      carry += shifted[half + i] + n[i];
      shifted[half + i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    EXPECT_FALSE(key.public_key().verify(GetParam().scheme, as_bytes(kMessage), shifted));
  }
}

/// (r, n - s) verifies as well: that is ECDSA, so nothing may take a signature for an identity.
TEST_P(EcdsaRange, RFC8725_3_the_mirrored_signature_verifies) {
  const PrivateKey& key = key_of(GetParam().type);
  const Bytes n = from_hex(GetParam().n);
  Bytes signature = key.sign(GetParam().scheme, as_bytes(kMessage));
  int borrow = 0;
  for (std::size_t i = n.size(); i-- > 0;) {
    const int difference = n[i] - signature[n.size() + i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    signature[n.size() + i] = static_cast<std::uint8_t>(difference);
  }
  EXPECT_TRUE(key.public_key().verify(GetParam().scheme, as_bytes(kMessage), signature));
}

TEST_P(EcdsaRange, RFC7518_3_4_der_is_refused) {
  const PrivateKey& key = key_of(GetParam().type);
  const Bytes signature = key.sign(GetParam().scheme, as_bytes(kMessage));
  EXPECT_FALSE(
      key.public_key().verify(GetParam().scheme, as_bytes(kMessage), raw_to_der(signature, signature.size() / 2)));
}

INSTANTIATE_TEST_SUITE_P(Curves, EcdsaRange, testing::ValuesIn(kOrders),
                         [](const auto& row) { return row.param.name; });

TEST(EddsaSignature, RFC8032_5_1_7_s_above_the_order_is_refused) {
  const PrivateKey& key = key_of(KeyType::ed25519);
  const Bytes order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Bytes signature = key.sign(eddsa, as_bytes(kMessage));
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(key.public_key().verify(eddsa, as_bytes(kMessage), signature));
}

TEST(EddsaSignature, RFC8032_7_1_published) {
  const auto key = PublicKey::from_ed(KeyType::ed25519,
                                      from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->verify(eddsa, from_hex("72"),
                          from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                   "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")));
}

TEST(EmptyMessage, can_be_signed) {
  for (const Scheme& scheme : kSchemes) {
    const Bytes signature = key_of(scheme.type).sign(scheme.scheme, {});
    EXPECT_TRUE(key_of(scheme.type).public_key().verify(scheme.scheme, {}, signature)) << scheme.name;
  }
}

}  // namespace
}  // namespace attesto
