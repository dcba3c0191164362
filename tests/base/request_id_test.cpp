#include "attesto/base/request_id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace attesto {
namespace {

/// The same bytes each time, counted up from a start.
class Bytes final : public Random {
 public:
  explicit Bytes(std::uint8_t start) : next_(start) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_;
};

TEST(RequestId, is_written_with_sixteen_digits) {
  EXPECT_EQ(RequestId(0).view(), "0000000000000000");
  EXPECT_EQ(RequestId(0x0123456789abcdef).view(), "0123456789abcdef");
}

TEST(RequestId, is_recognised_by_its_form) {
  EXPECT_TRUE(RequestId::is_one("0123456789abcdef"));
  for (const char* other : {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "pkce_mismatch___"})
    EXPECT_FALSE(RequestId::is_one(other)) << other;
}

TEST(RequestIds, come_once_whoever_asks) {
  Bytes random(1);
  const RequestIds ids(random);
  constexpr int kEach = 20'000;
  std::vector<std::vector<std::string>> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& list : seen)
      threads.emplace_back([&ids, &list] {
        for (int i = 0; i < kEach; ++i) list.emplace_back(ids.next().view());
      });
  }
  std::set<std::string> all;
  for (const auto& list : seen) all.insert(list.begin(), list.end());
  EXPECT_EQ(all.size(), 4U * kEach);
}

/// Neighbours differ in about half of their bits, so nobody counts requests by looking at two ids.
TEST(RequestIds, do_not_tell_how_many_there_were) {
  Bytes random(7);
  const RequestIds ids(random);
  std::vector<int> flips;
  std::uint64_t last = std::stoull(std::string(ids.next().view()), nullptr, 16);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t next = std::stoull(std::string(ids.next().view()), nullptr, 16);
    flips.push_back(std::popcount(last ^ next));
    last = next;
  }
  EXPECT_GT(*std::ranges::min_element(flips), 8);
  EXPECT_LT(*std::ranges::max_element(flips), 56);
}

TEST(RequestIds, of_two_servers_have_nothing_in_common) {
  Bytes one(1), other(2);
  const RequestIds ids(one), others(other);
  for (int i = 0; i < 100; ++i) EXPECT_NE(ids.next().view(), others.next().view());
}

}  // namespace
}  // namespace attesto
