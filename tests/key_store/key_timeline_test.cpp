// Who signs, who is only published, and who follows whom: rows and the clock decide.
#include "adapters/key_store/key_timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/key_store/key_rotation.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using enum KeyPhase;

const Instant kNow = from_seconds(1'800'000'000);

SigningKey key(std::string kid, Instant signs_from, Algorithm algorithm = Algorithm::ES256) {
  return {.kid = std::move(kid),
          .algorithm = algorithm,
          .created_at = kNow,
          .signs_from = signs_from,
          .sealed_private_key = {}};
}

SigningKey retired(SigningKey key, Instant at) {
  key.retired_at = at;
  return key;
}

std::vector<KeyPhase> phases(const std::vector<SigningKey>& keys, Instant now) {
  std::vector<KeyPhase> all;
  for (const KeyDates& dates : key_timeline(keys, now)) all.push_back(dates.phase);
  return all;
}

TEST(KeyTimeline, one_key_per_algorithm_signs_and_the_clock_switches) {
  const std::vector keys{key("a", kNow), key("b", kNow + 2h), key("e", kNow + 1h, Algorithm::EdDSA)};
  using testing::ElementsAre;
  EXPECT_THAT(phases(keys, kNow - 1ms), ElementsAre(announced, announced, announced));
  EXPECT_THAT(phases(keys, kNow), ElementsAre(signing, announced, announced));
  EXPECT_THAT(phases(keys, kNow + 1h), ElementsAre(signing, announced, signing));
  EXPECT_THAT(phases(keys, kNow + 2h - 1ms), ElementsAre(signing, announced, signing));
  EXPECT_THAT(phases(keys, kNow + 2h), ElementsAre(retained, signing, signing));
}

TEST(KeyTimeline, of_two_keys_with_one_start_the_later_in_the_list_signs) {
  EXPECT_THAT(phases({key("a", kNow), key("b", kNow)}, kNow), testing::ElementsAre(retained, signing));
}

TEST(KeyTimeline, a_key_that_was_made_later_but_starts_earlier_gives_way) {
  EXPECT_THAT(phases({key("a", kNow + 1h), key("b", kNow)}, kNow), testing::ElementsAre(announced, signing));
  EXPECT_THAT(phases({key("a", kNow + 1h), key("b", kNow)}, kNow + 1h), testing::ElementsAre(signing, retained));
}

TEST(KeyTimeline, retired_key_hands_back_to_its_predecessor) {
  const std::vector keys{key("a", kNow), retired(key("b", kNow + 1h), kNow + 3h)};
  EXPECT_THAT(phases(keys, kNow + 3h), testing::ElementsAre(signing, retained));
  EXPECT_EQ(key_timeline(keys, kNow + 3h)[0].signs_until, std::nullopt);
}

TEST(KeyTimeline, a_key_is_published_for_as_long_as_any_token_may_live_and_an_hour) {
  const std::vector keys{key("a", kNow), retired(key("b", kNow + 1h), kNow + 3h), key("c", kNow + 9h)};
  const auto timeline = key_timeline(keys, kNow);
  EXPECT_EQ(timeline[0].signs_until, kNow + 9h);
  EXPECT_EQ(timeline[0].published_until, kNow + 9h + 25h);
  EXPECT_EQ(timeline[1].signs_until, kNow + 3h);
  EXPECT_EQ(timeline[1].published_until, kNow + 3h + 25h);
  EXPECT_EQ(timeline[2].published_until, std::nullopt);
}

constexpr RotationPlan kPlan{.rotate_every = std::chrono::days{90}, .announce_for = std::chrono::days{14}};

TEST(KeyRotation, a_successor_is_announced_just_in_time_to_take_over_on_time) {
  const std::vector keys{key("a", kNow)};
  EXPECT_TRUE(due_successions(keys, kPlan, kNow + std::chrono::days{76} - 1ms).empty());
  const auto due = due_successions(keys, kPlan, kNow + std::chrono::days{76});
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].predecessor, "a");
  EXPECT_EQ(due[0].algorithm, Algorithm::ES256);
  EXPECT_EQ(due[0].signs_from, kNow + std::chrono::days{90});
}

TEST(KeyRotation, one_that_is_late_is_announced_for_just_as_long) {
  const Instant late = kNow + std::chrono::days{400};
  const auto due = due_successions(std::vector{key("a", kNow)}, kPlan, late);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].signs_from, late + std::chrono::days{14});
}

TEST(KeyRotation, each_algorithm_has_its_own_and_nobody_follows_an_announced_or_a_retired_key) {
  const Instant then = kNow + std::chrono::days{80};
  const std::vector keys{key("a", kNow), retired(key("b", kNow + 1h), kNow + 2h), key("e", kNow, Algorithm::EdDSA),
                         key("f", then + 1h, Algorithm::EdDSA)};
  const auto due = due_successions(keys, kPlan, then);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].predecessor, "a");
}

TEST(KeyRotation, nothing_is_due_where_nothing_rotates) {
  EXPECT_TRUE(
      due_successions(std::vector{key("a", kNow)}, {.rotate_every = 0ms}, kNow + std::chrono::days{900}).empty());
}

}  // namespace
}  // namespace attesto
