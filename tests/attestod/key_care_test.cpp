// Keys that come and go by themselves.
#include "apps/attestod/key_care.hpp"

#include <gmock/gmock.h>

#include "adapters/key_store/key_timeline.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "attestod/node_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

TEST(KeyCareOfTwoNodes, every_token_verifies_at_both_through_announcement_switch_retention_and_removal) {
  const TemporaryFolder folder;
  live_through_rotations(SqliteFile{folder.file("attesto.db")});
}

class KeyCareTest : public SiteFixture {
 protected:
  KeyCare make(attesto::RotationPlan plan = {}) {
    return KeyCare({.keys = keys_,
                    .registry = registry_,
                    .master_key = master_key_,
                    .clock = clock_,
                    .random = random_,
                    .log = std::make_shared<const attesto::JsonLog>(attesto::LogLevel::debug,
                                                                    [this](std::string_view line) { lines_ += line; }),
                    .rotation = plan,
                    .on_event = [this](const attesto::Event& event) {
                      rotated_ += std::string(to_string(event.kind)) + ' ' + std::string(event.kid) + '\n';
                    }});
  }
  std::vector<attesto::SigningKey> rows() const { return registry_->list_keys().value(); }

  std::string lines_;
  std::string rotated_;  ///< events, a line each
};

TEST_F(KeyCareTest, a_successor_is_announced_and_signs_when_its_time_comes) {
  KeyCare care = make();
  care.look();
  EXPECT_EQ(rows().size(), 1u);
  const std::string kid = rows()[0].kid;
  clock_->advance(76 * 24h);
  care.look();
  ASSERT_EQ(rows().size(), 2u);
  const std::string next = rows()[1].kid;
  EXPECT_EQ(rows()[1].predecessor, kid);
  EXPECT_THAT(lines_, testing::HasSubstr("\"event\":\"key_announced\""));
  EXPECT_EQ(keys_->current()->verification_keys().size(), 2u) << "published by the same look";
  EXPECT_EQ(keys_->current()->default_signer().verification_key().kid(), kid);
  EXPECT_EQ(rotated_, "") << "announced is not yet used";
  clock_->advance(14 * 24h);
  care.look();
  EXPECT_EQ(keys_->current()->default_signer().verification_key().kid(), next);
  EXPECT_EQ(rotated_, "key_rotated " + next + "\n");
  clock_->advance(attesto::kKeyRetention - 1ms);
  care.look();
  EXPECT_EQ(rows().size(), 2u);
  clock_->advance(1ms);
  care.look();
  ASSERT_EQ(rows().size(), 1u);
  EXPECT_EQ(rows()[0].kid, next);
  EXPECT_EQ(keys_->current()->verification_keys().size(), 1u);
  EXPECT_THAT(lines_, testing::HasSubstr("\"event\":\"key_removed\",\"kid\":\"" + kid));
}

TEST_F(KeyCareTest, nothing_rotates_by_itself_where_it_is_off) {
  KeyCare care = make({.rotate_every = 0ms});
  clock_->advance(10'000 * 24h);
  care.look();
  EXPECT_EQ(rows().size(), 1u);
}

TEST_F(KeyCareTest, a_node_that_can_not_open_every_key_makes_none_and_says_so_once) {
  const attesto::Sealer other(attesto::Bytes(attesto::Sealer::kKeyBytes, 1));
  ASSERT_TRUE(
      registry_->add_key(attesto::generate_signing_key(attesto::Algorithm::EdDSA, other, *random_, clock_->now()))
          .has_value());
  KeyCare care = make();
  clock_->advance(80 * 24h);
  care.look();
  care.look();
  EXPECT_EQ(rows().size(), 2u);
  const std::size_t first = lines_.find("keys_not_reloaded");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(lines_.find("keys_not_reloaded", first + 1), std::string::npos);
}

}  // namespace
}  // namespace attestod
