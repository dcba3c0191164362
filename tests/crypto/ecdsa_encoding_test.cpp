#include "attesto/crypto/ecdsa_encoding.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/hex.hpp"

namespace attesto {
namespace {

using testing_support::from_hex;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

struct Case {
  const char* name;
  std::size_t half;
  std::string raw;
  std::string der;
};

const Case kCases[] = {
    {"RFC7518_3_4_short_numbers_are_padded", 4, "0000000100000002", "3006020101020102"},
    {"RFC3279_2_2_3_top_bit_gets_a_zero", 4, "80000000ff000000", "300e02050080000000020500ff000000"},
    {"RFC3279_2_2_3_below_top_bit_does_not", 4, "7fffffff7f000000", "300c02047fffffff02047f000000"},
    {"RFC3279_2_2_3_zero_is_one_byte", 4, "0000000000000000", "3006020100020100"},
    {"P256_largest", 32, repeat("ff", 64), "3046022100" + repeat("ff", 32) + "022100" + repeat("ff", 32)},
    {"P521_needs_a_long_length", 66, "01" + repeat("ff", 65) + "01" + repeat("ff", 65),
     "308188024201" + repeat("ff", 65) + "024201" + repeat("ff", 65)},
};

class EcdsaEncoding : public testing::TestWithParam<Case> {};

TEST_P(EcdsaEncoding, converts_both_ways) {
  const auto& [name, half, raw, der] = GetParam();
  EXPECT_EQ(raw_to_der(from_hex(raw), half), from_hex(der));
  EXPECT_EQ(der_to_raw(from_hex(der), half), from_hex(raw));
}

INSTANTIATE_TEST_SUITE_P(Rfc, EcdsaEncoding, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(DerToRaw, refuses_what_is_no_signature_of_the_curve) {
  for (const std::string_view der : {"", "30", "3106020101020102", "3006030101020102", "3006020101", "300602010102",
                                     "30060205", "300c020501000000000203000002", "30060201010202"}) {
    EXPECT_THROW((void)der_to_raw(from_hex(der), 4), std::runtime_error) << der;
  }
}

}  // namespace
}  // namespace attesto
