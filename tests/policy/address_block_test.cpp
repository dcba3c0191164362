// What limits count by - RFC 4291 §2.5, RFC 6177 §2.
#include "attesto/policy/address_block.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

TEST(AddressBlock, RFC6177_2_one_subscriber_is_one_64) {
  EXPECT_EQ(address_block("2001:db8:1:2::1"), address_block("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_EQ(address_block("2001:db8:1:2::1"), address_block("2001:DB8:1:2:0::9"));
  EXPECT_NE(address_block("2001:db8:1:2::1"), address_block("2001:db8:1:3::1"));
  EXPECT_EQ(address_block("2001:db8:1:2::1").size(), 8U);
}

TEST(AddressBlock, of_IPv4_is_the_address) {
  EXPECT_EQ(address_block("192.0.2.1"), std::string("\xc0\x00\x02\x01", 4));
  EXPECT_NE(address_block("192.0.2.1"), address_block("192.0.2.2"));
}

TEST(AddressBlock, RFC4291_2_5_5_2_mapped_is_the_IPv4_address) {
  EXPECT_EQ(address_block("::ffff:192.0.2.1"), address_block("192.0.2.1"));
  EXPECT_NE(address_block("::fffe:192.0.2.1"), address_block("192.0.2.1"));
}

TEST(AddressBlock, of_what_is_no_address_is_its_text) {
  for (const char* text : {"", "unix", "192.0.2.1:80", "[::1]", "192.0.2.1/8", "fe80::1%eth0"}) {
    EXPECT_EQ(address_block(text), text);
    EXPECT_FALSE(is_ip_address(text)) << text;
  }
  EXPECT_EQ(address_block(std::string_view("192.0.2.1\0", 10)), std::string_view("192.0.2.1\0", 10));
}

TEST(AddressBlock, tells_loopback) {
  for (const char* text : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"})
    EXPECT_TRUE(is_loopback_address(text)) << text;
  for (const char* text : {"128.0.0.1", "::2", "::", "1::1", "::ffff:10.0.0.1", "", "localhost"})
    EXPECT_FALSE(is_loopback_address(text)) << text;
}

}  // namespace
}  // namespace attesto
