#include "attesto/proof/dpop_nonce.hpp"

#include <gtest/gtest.h>

#include <set>

namespace attesto {
namespace {

using enum DpopEndpoint;
using Verdict = DpopNonces::Verdict;
using std::chrono::seconds;

HmacSha256 key(std::uint8_t byte) { return HmacSha256(Bytes(32, byte)); }
const Instant kSlotBegin = from_seconds(1'700'000'010);  // a multiple of the slot

TEST(DpopNonce, RFC9449_8_lives_for_its_life) {
  const DpopNonces nonces(key(1));
  const std::string nonce = nonces.mint(authorization_server, kSlotBegin);
  const auto at = [&](std::chrono::milliseconds age) {
    return nonces.check(nonce, authorization_server, kSlotBegin + age);
  };
  EXPECT_EQ(at(seconds{0}), Verdict::good);
  EXPECT_EQ(at(seconds{150} - std::chrono::milliseconds{1}), Verdict::good);
  EXPECT_EQ(at(seconds{150}), Verdict::renew);
  EXPECT_EQ(at(seconds{300} - std::chrono::milliseconds{1}), Verdict::renew);
  EXPECT_EQ(at(seconds{300}), Verdict::refused);
  EXPECT_EQ(at(-seconds{30}), Verdict::good) << "minted by a node whose clock is ahead";
  EXPECT_EQ(at(-seconds{30} - std::chrono::milliseconds{1}), Verdict::refused);
}

TEST(DpopNonce, RFC9449_8_is_a_token_of_its_grammar) {
  const std::string nonce = DpopNonces(key(1)).mint(authorization_server, kSlotBegin);
  EXPECT_EQ(nonce.size(), 32U);
  for (const char c : nonce) EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_');
}

TEST(DpopNonce, changes_with_slot_class_and_key) {
  std::set<std::string> seen;
  for (int slot = 0; slot < 100; ++slot)
    for (const DpopEndpoint endpoint : {authorization_server, protected_resource})
      for (const std::uint8_t byte : {std::uint8_t{1}, std::uint8_t{2}})
        EXPECT_TRUE(seen.insert(DpopNonces(key(byte)).mint(endpoint, kSlotBegin + slot * DpopNonces::kSlot)).second);
  EXPECT_EQ(DpopNonces(key(1)).mint(authorization_server, kSlotBegin),
            DpopNonces(key(1)).mint(authorization_server, kSlotBegin + seconds{29}));
}

TEST(DpopNonce, RFC9449_9_the_other_endpoint_class_refuses_it) {
  const DpopNonces nonces(key(1));
  EXPECT_EQ(nonces.check(nonces.mint(authorization_server, kSlotBegin), protected_resource, kSlotBegin),
            Verdict::refused);
  EXPECT_EQ(nonces.check(nonces.mint(protected_resource, kSlotBegin), authorization_server, kSlotBegin),
            Verdict::refused);
}

TEST(DpopNonce, rotates_across_nodes_without_a_refusal) {
  const DpopNonces before(key(1), {key(2)});  // the next key is announced
  const DpopNonces after(key(2), {key(1)});   // and then minted with
  const DpopNonces dropped(key(2));           // the old one is gone
  const std::string old_nonce = before.mint(authorization_server, kSlotBegin);
  const std::string new_nonce = after.mint(authorization_server, kSlotBegin);
  EXPECT_EQ(before.check(new_nonce, authorization_server, kSlotBegin), Verdict::renew);
  EXPECT_EQ(after.check(old_nonce, authorization_server, kSlotBegin), Verdict::renew);
  EXPECT_EQ(after.check(new_nonce, authorization_server, kSlotBegin), Verdict::good);
  EXPECT_EQ(dropped.check(old_nonce, authorization_server, kSlotBegin), Verdict::refused);
}

TEST(DpopNonce, no_bit_may_change) {
  const DpopNonces nonces(key(1));
  const std::string nonce = nonces.mint(authorization_server, kSlotBegin);
  for (std::size_t i = 0; i < nonce.size(); ++i)
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = nonce;
      changed[i] = static_cast<char>(changed[i] ^ (1U << bit));
      EXPECT_EQ(nonces.check(changed, authorization_server, kSlotBegin), Verdict::refused) << i << ' ' << bit;
    }
  EXPECT_EQ(nonces.check("", authorization_server, kSlotBegin), Verdict::refused);
  EXPECT_EQ(nonces.check(nonce + "A", authorization_server, kSlotBegin), Verdict::refused);
  EXPECT_EQ(nonces.check(nonce.substr(1), authorization_server, kSlotBegin), Verdict::refused);
}

TEST(DpopNonce, RFC2104_3_a_short_key_is_refused) {
  EXPECT_THROW(HmacSha256(Bytes(31, 1)), std::invalid_argument);
  EXPECT_NO_THROW(HmacSha256(Bytes(32, 1)));
}

}  // namespace
}  // namespace attesto
