#include "apps/attesto/client_request.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace attesto_cli {
namespace {

/// Its first value begins with a hyphen in base64url, its second does not.
class HyphenFirst final : public attesto::Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::ranges::fill(out, next_);
    next_ = 0;
  }

 private:
  std::uint8_t next_ = 0xF8;
};

TEST(ClientRequest, no_generated_id_looks_like_an_option) {
  HyphenFirst random;
  const auto client = check_client_request({.name = "x", .grant_types = {"client_credentials"}}, random);
  ASSERT_TRUE(client.has_value());
  EXPECT_EQ(client->client_id.str(), "AAAAAAAAAAAAAAAAAAAAAA");
}

}  // namespace
}  // namespace attesto_cli
