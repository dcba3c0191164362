#include "attesto/policy/recent_refusals.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace attesto {
namespace {

Event refused(std::string_view id) {
  return {.kind = EventKind::token_denied,
          .at = Instant{std::chrono::milliseconds{7}},
          .request_id = id,
          .endpoint = "token",
          .client_id = "web",
          .subject = "alice",
          .grant_type = "authorization_code",
          .reason = Reason::pkce_mismatch};
}

TEST(RecentRefusals, are_found_by_the_number_of_their_request) {
  RecentRefusals refusals(4);
  {
    const std::string id = "0123456789abcdef";
    refusals.note(refused(id));
  }
  const auto found = refusals.find("0123456789abcdef");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->at, Instant{std::chrono::milliseconds{7}});
  EXPECT_EQ(found->kind, EventKind::token_denied);
  EXPECT_EQ(found->reason, Reason::pkce_mismatch);
  EXPECT_EQ(found->endpoint.view(), "token");
  EXPECT_EQ(found->client_id.view(), "web");
  EXPECT_EQ(found->subject.view(), "alice");
  EXPECT_EQ(found->grant_type.view(), "authorization_code");
  EXPECT_FALSE(refusals.find("fedcba9876543210").has_value());
}

TEST(RecentRefusals, the_oldest_makes_room_for_the_next) {
  RecentRefusals refusals(3);
  for (int number = 1; number <= 5; ++number) {
    refusals.note(refused(std::to_string(number)));
    EXPECT_EQ(refusals.list().size(), static_cast<std::size_t>(std::min(number, 3)));
    EXPECT_EQ(refusals.list()[0].request_id.view(), std::to_string(number)) << "the latest comes first";
  }
  EXPECT_EQ(refusals.list()[2].request_id.view(), "3");
  EXPECT_FALSE(refusals.find("2").has_value());
}

TEST(RecentRefusals, what_succeeded_or_is_told_twice_takes_no_place) {
  RecentRefusals refusals(3);
  refusals.note({.kind = EventKind::token_issued});
  refusals.note({.kind = EventKind::token_introspected, .reason = Reason::token_expired});
  refusals.note({.kind = EventKind::reuse_detected, .reason = Reason::code_reused});
  EXPECT_TRUE(refusals.list().empty());
}

TEST(RecentRefusals, long_texts_are_cut_off) {
  RecentRefusals refusals(1);
  const std::string endless(100'000, 'x');
  refusals.note({.kind = EventKind::token_denied,
                 .endpoint = endless,
                 .client_id = endless,
                 .grant_type = endless,
                 .reason = Reason::client_unknown});
  EXPECT_EQ(refusals.list().at(0).client_id.view(), std::string(96, 'x'));
  EXPECT_LE(sizeof(RefusedRequest), 512U);
}

TEST(RecentRefusals, with_no_place_nothing_is_remembered) {
  RecentRefusals refusals(0);
  refusals.note(refused("1"));
  EXPECT_TRUE(refusals.list().empty());
  EXPECT_FALSE(refusals.find("1").has_value());
}

TEST(RecentRefusals, of_several_threads_are_whole) {
  RecentRefusals refusals(16);
  {
    std::vector<std::jthread> threads;
    for (const char* id : {"aaaa", "bbbb", "cccc"})
      threads.emplace_back([&refusals, id] {
        for (int i = 0; i < 2'000; ++i) refusals.note(refused(id));
      });
    for (int i = 0; i < 200; ++i)
      for (const RefusedRequest& refusal : refusals.list()) EXPECT_EQ(refusal.request_id.view().size(), 4U);
  }
  EXPECT_EQ(refusals.list().size(), 16U);
}

}  // namespace
}  // namespace attesto
