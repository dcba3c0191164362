#include "attesto/crypto/seal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "attesto/crypto/os_random.hpp"
#include "support/hex.hpp"

namespace attesto {
namespace {

using testing_support::from_hex;

/// The nonce of a published example.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override { std::ranges::copy(bytes_, out.begin()); }

 private:
  Bytes bytes_;
};

struct Published {
  const char* name;
  std::string_view key, nonce, plain, context, cipher, tag;
};

// D. McGrew, J. Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B.
constexpr Published kPublished[] = {
    {"GCM_test_case_13_empty", "0000000000000000000000000000000000000000000000000000000000000000",
     "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"GCM_test_case_14_one_block", "0000000000000000000000000000000000000000000000000000000000000000",
     "000000000000000000000000", "00000000000000000000000000000000", "", "cea7403d4d606b6e074ec5d3baf39d18",
     "d0d1c8a799996bf0265b98b5d48ab919"},
    {"GCM_test_case_16_with_context", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657b"
     "a"
     "637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0ab"
     "c"
     "c9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

class PublishedSeal : public testing::TestWithParam<Published> {};

TEST_P(PublishedSeal, SP800_38D_is_nonce_ciphertext_tag) {
  const auto& [name, key, nonce, plain, context, cipher, tag] = GetParam();
  const Sealer sealer(from_hex(key));
  FixedRandom random(from_hex(nonce));
  const Bytes associated = from_hex(context);
  const Bytes sealed = sealer.seal(random, from_hex(plain), as_text(associated));
  EXPECT_EQ(sealed, from_hex(std::string(nonce) + std::string(cipher) + std::string(tag)));
  const auto opened = sealer.open(sealed, as_text(associated));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->expose(), as_text(from_hex(plain)));
}

INSTANTIATE_TEST_SUITE_P(Gcm, PublishedSeal, testing::ValuesIn(kPublished),
                         [](const auto& row) { return row.param.name; });

class Seal : public testing::Test {
 protected:
  OsRandom random_;
  const Sealer sealer_{Bytes(Sealer::kKeyBytes, 7)};
  const Bytes sealed_ = sealer_.seal(random_, as_bytes("the value"), "family 1");
};

TEST_F(Seal, opens_what_it_sealed) {
  const auto opened = sealer_.open(sealed_, "family 1");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->expose(), "the value");
}

TEST_F(Seal, refuses_every_changed_bit) {
  for (std::size_t bit = 0; bit < sealed_.size() * 8; ++bit) {
    Bytes damaged = sealed_;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(sealer_.open(damaged, "family 1")) << "bit " << bit;
  }
}

TEST_F(Seal, refuses_every_truncation_and_any_extension) {
  for (std::size_t size = 0; size < sealed_.size(); ++size)
    EXPECT_FALSE(sealer_.open(ByteView(sealed_).first(size), "family 1")) << "size " << size;
  Bytes longer = sealed_;
  longer.push_back(0);
  EXPECT_FALSE(sealer_.open(longer, "family 1"));
}

TEST_F(Seal, refuses_another_context_and_another_key) {
  EXPECT_FALSE(sealer_.open(sealed_, "family 2"));
  EXPECT_FALSE(sealer_.open(sealed_, ""));
  EXPECT_FALSE(Sealer(Bytes(Sealer::kKeyBytes, 8)).open(sealed_, "family 1"));
}

TEST_F(Seal, uses_a_fresh_nonce_each_time) {
  EXPECT_NE(sealer_.seal(random_, as_bytes("the value"), "family 1"), sealed_);
}

TEST(Sealer, wants_32_bytes_of_key) {
  for (const std::size_t size : {0U, 16U, 31U, 33U}) EXPECT_THROW(Sealer{Bytes(size)}, std::invalid_argument);
}

// RFC 5869 A.1: what HKDF-Expand makes of that PRK and that info, to its first block.
TEST(SealDerive, RFC5869_A_1_is_hkdf_expand) {
  const Sealer sealer(from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
  const Bytes info = from_hex("f0f1f2f3f4f5f6f7f8f9");
  const HmacSha256 want(from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
  EXPECT_EQ(sealer.derive(as_text(info)).mac(info), want.mac(info));
}

TEST(SealDerive, each_purpose_and_each_key_has_its_own) {
  const Sealer sealer(Bytes(32, 1));
  const Sealer other(Bytes(32, 2));
  const auto mac = [](const HmacSha256& key) { return key.mac(as_bytes(std::string_view("text"))); };
  EXPECT_EQ(mac(sealer.derive("a")), mac(sealer.derive("a")));
  EXPECT_NE(mac(sealer.derive("a")), mac(sealer.derive("b")));
  EXPECT_NE(mac(sealer.derive("a")), mac(other.derive("a")));
}

}  // namespace
}  // namespace attesto
