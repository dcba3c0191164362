// Whatever is done to a good proof, it is refused inside the closed error set.
#include <gtest/gtest.h>

#include "proof/dpop_fixture.hpp"
#include "support/generator.hpp"

namespace attesto {
namespace {

using namespace testing_support;

class DpopProperty : public testing::Test {
 protected:
  Generator random_;
  const std::string proof_ = good_proof().sign(p256_key(), Algorithm::ES256);
};

TEST_F(DpopProperty, no_single_byte_may_change) {
  ASSERT_TRUE(Checker{}(proof_));
  for (std::size_t i = 0; i < proof_.size(); ++i) {
    std::string changed = proof_;
    changed[i] = static_cast<char>(changed[i] ^ (1U << random_.below(8)));
    EXPECT_FALSE(Checker{}(changed)) << "byte " << i;
  }
}

TEST_F(DpopProperty, no_byte_may_be_missing_or_added) {
  for (std::size_t i = 0; i < proof_.size(); ++i) {
    EXPECT_FALSE(Checker{}(std::string_view(proof_).substr(0, i))) << i;
    std::string shorter = proof_;
    shorter.erase(i, 1);
    // Where a byte stands twice in a row, leaving out either is the same text, and still no proof.
    EXPECT_FALSE(Checker{}(shorter)) << i;
    std::string longer = proof_;
    longer.insert(i, 1, "A=.+ \n"[random_.below(6)]);
    EXPECT_FALSE(Checker{}(longer)) << i;
  }
}

TEST_F(DpopProperty, segments_of_two_proofs_do_not_mix) {
  RawJwt second = good_proof();
  set(second.claims, "jti", "proof-2");
  const std::string other = second.sign(p256_key(), Algorithm::ES256);
  const auto split = [](const std::string& text) {
    const std::size_t first = text.find('.');
    const std::size_t last = text.rfind('.');
    return std::array{text.substr(0, first), text.substr(first + 1, last - first - 1), text.substr(last + 1)};
  };
  const auto a = split(proof_);
  const auto b = split(other);
  EXPECT_FALSE(Checker{}(a[0] + '.' + b[1] + '.' + a[2]));
  EXPECT_FALSE(Checker{}(a[0] + '.' + a[1] + '.' + b[2]));
  EXPECT_FALSE(Checker{}(a[1] + '.' + a[0] + '.' + a[2]));
  EXPECT_FALSE(Checker{}(a[2] + '.' + a[1] + '.' + a[0]));
  EXPECT_FALSE(Checker{}(a[0] + '.' + a[1] + '.'));
}

TEST_F(DpopProperty, random_bytes_are_refused) {
  for (int round = 0; round < 2000; ++round) {
    std::string text = random_.bytes(600);
    if (text.size() > 2) text[random_.below(text.size())] = text[random_.below(text.size())] = '.';
    EXPECT_FALSE(Checker{}(text));
  }
}

/// n - s for the order n of P-256.
Bytes subtract_from_order(ByteView s) {
  constexpr std::array<std::uint8_t, 32> kOrder = {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,
                                                   0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
                                                   0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};
  Bytes out(32);
  int borrow = 0;
  for (int i = 31; i >= 0; --i) {
    const auto at = static_cast<std::size_t>(i);
    const int difference = kOrder[at] - s[at] - borrow;
    borrow = difference < 0 ? 1 : 0;
    out[at] = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  return out;
}

TEST_F(DpopProperty, the_other_signature_of_ECDSA_is_no_other_proof) {
  const std::size_t dot = proof_.rfind('.');
  const Bytes signature = base64url_decode(std::string_view(proof_).substr(dot + 1)).value();
  Bytes twin(signature.begin(), signature.begin() + 32);
  const Bytes s = subtract_from_order(ByteView(signature).subspan(32));
  twin.insert(twin.end(), s.begin(), s.end());
  const std::string twin_proof = proof_.substr(0, dot + 1) + base64url_encode(twin);
  ASSERT_NE(twin_proof, proof_);
  const auto first = Checker{}(proof_);
  const auto second = Checker{}(twin_proof);
  ASSERT_TRUE(first && second) << "(r, n-s) is a valid signature";
  EXPECT_EQ(first->replay_record().key, second->replay_record().key);
}

}  // namespace
}  // namespace attesto
