#include "attesto/crypto/hmac.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace attesto {
namespace {

std::string hex(const Sha256Digest& digest) {
  std::string out;
  for (const std::uint8_t byte : digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

TEST(Hmac, RFC4231_4_7_key_longer_than_a_block) {
  const HmacSha256 key(Bytes(131, 0xAA));
  EXPECT_EQ(hex(key.mac(as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, RFC4231_4_8_key_and_data_longer_than_a_block) {
  const HmacSha256 key(Bytes(131, 0xAA));
  EXPECT_EQ(hex(key.mac(as_bytes("This is a test using a larger than block-size key and a larger than block-size "
                                 "data. The key needs to be hashed before being used by the HMAC algorithm."))),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(Hmac, a_key_is_used_again_as_if_it_were_new) {
  const HmacSha256 key(Bytes(32, 7));
  const Sha256Digest first = key.mac(as_bytes("a"));
  EXPECT_NE(key.mac(as_bytes("b")), first);
  EXPECT_NE(key.mac({}), first);
  EXPECT_EQ(key.mac(as_bytes("a")), first);
  EXPECT_EQ(HmacSha256(Bytes(32, 7)).mac(as_bytes("a")), first);
  EXPECT_NE(HmacSha256(Bytes(32, 8)).mac(as_bytes("a")), first);
}

TEST(Hmac, threads_share_one_key) {
  const HmacSha256 key(Bytes(32, 7));
  const Sha256Digest want = key.mac(as_bytes("message"));
  std::vector<std::jthread> threads;
  std::array<int, 4> wrong{};
  for (int& count : wrong)
    threads.emplace_back([&key, &want, &count] {
      for (int round = 0; round < 500; ++round) count += key.mac(as_bytes("message")) == want ? 0 : 1;
    });
  threads.clear();
  EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

}  // namespace
}  // namespace attesto
