// Random lives of grants against a model of the rules, on every store - invariants of RFC 6749
// §4.1.2, §6, §10.4-10.5, RFC 7009 §2.1, RFC 9700 §4.14.2.
#include "histories/grant_history.hpp"

#include <gtest/gtest.h>

#include "support/faulty_store.hpp"

namespace attesto::test {
namespace {

constexpr std::uint64_t kFirstSeed = 1;

TokenLifetimes lifetimes(bool grace) {
  TokenLifetimes lifetimes = kHistoryLifetimes;
  if (!grace) lifetimes.refresh_grace = std::chrono::seconds{0};
  return lifetimes;
}

Options options(StoreKind kind, bool grace) {
  return {.store = kind, .adjust = [grace](Config& config) { config.lifetimes = lifetimes(grace); }};
}

struct Setting {
  StoreKind store;
  bool grace;
  std::uint64_t histories;
};

class GrantHistories : public testing::TestWithParam<Setting> {};

INSTANTIATE_TEST_SUITE_P(Stores, GrantHistories,
                         testing::Values(Setting{StoreKind::memory, false, 150}, Setting{StoreKind::memory, true, 150},
                                         Setting{StoreKind::sqlite, false, 20}, Setting{StoreKind::sqlite, true, 20}),
                         [](const auto& row) {
                           return std::string(to_string(row.param.store)) + (row.param.grace ? "_with_grace" : "");
                         });

TEST_P(GrantHistories, end_as_the_rules_say) {
  TestServer server(options(GetParam().store, GetParam().grace));
  for (std::uint64_t seed = kFirstSeed; seed < kFirstSeed + GetParam().histories; ++seed) {
    const GrantRun run = try_grant_history(server, lifetimes(GetParam().grace), seed);
    ASSERT_FALSE(run.finding) << *run.finding;
    server.events.clear();
  }
}

TEST(GrantHistory, reads_the_same_on_every_store) {
  for (const bool grace : {false, true}) {
    TestServer memory(options(StoreKind::memory, grace));
    TestServer sqlite(options(StoreKind::sqlite, grace));
    for (std::uint64_t seed = 1000; seed < 1010; ++seed) {
      const GrantRun left = try_grant_history(memory, lifetimes(grace), seed);
      const GrantRun right = try_grant_history(sqlite, lifetimes(grace), seed);
      ASSERT_FALSE(left.transcript.empty());
      ASSERT_EQ(left.transcript, right.transcript) << "seed " << seed;
    }
  }
}

/// Whether any of some hundred histories shows that this server does not keep the rules.
bool is_found(TestServer& server, const TokenLifetimes& rules) {
  constexpr std::uint64_t kHistories = 400;
  for (std::uint64_t seed = kFirstSeed; seed < kFirstSeed + kHistories; ++seed)
    if (run_grant_history(server, rules, random_grant_history(seed)).finding) return true;
  return false;
}

// The negative controls: faults of a store that reach the wire must be found.
class FaultyGrantHistories : public testing::TestWithParam<Fault> {};

INSTANTIATE_TEST_SUITE_P(Controls, FaultyGrantHistories,
                         testing::Values(Fault::frees_what_was_consumed, Fault::forgets_to_revoke,
                                         Fault::revokes_what_it_does_not_know,
                                         Fault::hides_what_a_clock_says_is_expired));

TEST_P(FaultyGrantHistories, are_found) {
  Options faulty = options(StoreKind::memory, false);
  faulty.instead = make_faulty_store(GetParam());
  TestServer server(std::move(faulty));
  EXPECT_TRUE(is_found(server, lifetimes(false))) << "fault " << static_cast<int>(GetParam());
}

// A server that is late by one second at a boundary must be found too.
class LateServerAt : public testing::TestWithParam<std::chrono::seconds TokenLifetimes::*> {};

INSTANTIATE_TEST_SUITE_P(Boundaries, LateServerAt,
                         testing::Values(&TokenLifetimes::access_token, &TokenLifetimes::authorization_code,
                                         &TokenLifetimes::refresh_token, &TokenLifetimes::refresh_grace));

TEST_P(LateServerAt, is_found) {
  TestServer server(options(StoreKind::memory, true));
  TokenLifetimes earlier = lifetimes(true);
  earlier.*GetParam() -= std::chrono::seconds{1};
  EXPECT_TRUE(is_found(server, earlier));
}

// Too rare a chance for random histories: two rotations, each just before its token's end.
TEST(LateServer, is_found_at_the_end_of_a_family) {
  using Kind = GrantStep::Kind;
  constexpr unsigned kJustBeforeThreeDays = 7;
  const GrantHistory history{{.kind = Kind::authorize},
                             {.kind = Kind::redeem},
                             {.kind = Kind::wait, .choice = kJustBeforeThreeDays},
                             {.kind = Kind::refresh},
                             {.kind = Kind::wait, .choice = kJustBeforeThreeDays},
                             {.kind = Kind::refresh}};
  TestServer server(options(StoreKind::memory, true));
  TokenLifetimes rules = lifetimes(true);
  EXPECT_FALSE(run_grant_history(server, rules, history).finding);
  rules.refresh_family -= std::chrono::seconds{1};
  EXPECT_TRUE(run_grant_history(server, rules, history).finding);
}

}  // namespace
}  // namespace attesto::test
