// The negative controls of the kit: for every property a store that breaks it, and is caught.
#include "adapters/store_check/store_check.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "attesto/store/memory_store.hpp"
#include "support/early_store.hpp"
#include "support/faulty_store.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using test::Fault;
using test::make_faulty_store;

const StoreProperty& property(std::string_view name) {
  const auto all = store_properties();
  const auto found = std::ranges::find(all, name, &StoreProperty::name);
  EXPECT_NE(found, all.end()) << "no property " << name;
  return *found;
}

StoreUnderCheck faulty(Fault fault) {
  return {.open = [fault] { return make_faulty_store(fault); }, .shared = false};
}

struct Control {
  Fault fault;
  std::string_view property;
  friend std::ostream& operator<<(std::ostream& out, const Control& control) { return out << control.property; }
};

constexpr std::array kControls = {
    Control{Fault::cuts_milliseconds, "a_record_comes_back_as_it_was_inserted"},
    Control{Fault::gives_everything_a_family, "a_record_without_a_family_has_none"},
    Control{Fault::revokes_what_it_does_not_know, "an_unknown_key_is_not_found"},
    Control{Fault::ignores_the_kind, "kinds_never_mix"},
    Control{Fault::overwrites_records, "one_commit_can_not_insert_a_key_twice"},
    Control{Fault::overwrites_records, "a_consumed_record_keeps_its_key"},
    Control{Fault::writes_while_it_checks, "a_record_that_is_refused_changes_nothing"},
    Control{Fault::writes_while_it_checks, "a_claim_that_is_lost_changes_nothing"},
    Control{Fault::refuses_empty_commits, "an_empty_commit_wins"},
    Control{Fault::hides_what_a_clock_says_is_expired, "it_never_looks_at_a_clock"},
    Control{Fault::removes_what_expires_now, "a_clock_that_jumps_back_revives_nothing"},
    Control{Fault::removes_what_expires_now, "what_expired_is_removed_and_what_did_not_stays"},
    Control{Fault::frees_what_was_consumed, "a_claim_is_won_once"},
    Control{Fault::forgets_to_revoke, "a_won_commit_does_everything"},
    Control{Fault::inserts_before_it_claims, "a_record_of_the_same_commit_can_not_be_claimed"},
    Control{Fault::inserts_before_it_claims, "claims_are_checked_before_records_and_in_their_order"},
    Control{Fault::claims_what_is_absent, "an_absent_record_can_not_be_claimed"},
    Control{Fault::claims_twice_in_one_commit, "one_commit_can_not_claim_a_key_twice"},
    Control{Fault::ignores_revoke_on_loss, "losing_to_another_claim_revokes_the_family_if_asked"},
    Control{Fault::ignores_revoke_on_loss, "a_race_that_revokes_on_loss_leaves_no_live_successor"},
    Control{Fault::revokes_whenever_a_claim_is_lost, "losing_without_being_asked_revokes_nothing"},
    Control{Fault::writes_while_it_checks, "losing_for_another_reason_revokes_nothing"},
    Control{Fault::inserts_into_revoked_families, "revocation_covers_what_the_family_has_and_what_comes_later"},
    Control{Fault::tells_revoked_before_consumed, "consumed_is_told_before_revoked"},
    Control{Fault::revokes_before_it_inserts, "a_commit_may_revoke_the_family_it_inserts_into"},
    Control{Fault::shortens_revocations, "a_revocation_is_never_shortened"},
    Control{Fault::ignores_the_limit, "removal_comes_in_batches_of_at_most_the_limit"},
    Control{Fault::takes_no_limit_for_all, "removing_at_most_nothing_removes_nothing"},
    Control{Fault::claims_twice_in_one_commit, "random_histories_end_as_the_contract_says"},
    Control{Fault::shortens_revocations, "random_histories_end_as_the_contract_says"},
    Control{Fault::tells_revoked_before_consumed, "random_histories_end_as_the_contract_says"},
    Control{Fault::checks_first_and_writes_later, "of_many_threads_after_one_claim_exactly_one_wins"},
    Control{Fault::marks_revoked_records_one_by_one, "no_successor_survives_a_revocation_beside_it"},
    Control{Fault::checks_first_and_writes_later, "commits_that_cross_each_other_all_get_an_answer"},
    Control{Fault::gives_the_answer_of_another_thread, "commits_that_arrive_together_win_or_lose_alone"},
    Control{Fault::counts_what_another_sweeper_removed, "sweepers_beside_each_other_remove_each_record_once"},
};

class StoreCheck : public testing::TestWithParam<Control> {};

INSTANTIATE_TEST_SUITE_P(Controls, StoreCheck, testing::ValuesIn(kControls), [](const auto& row) {
  return std::to_string(row.index) + "_" + std::string(row.param.property);
});

// A race ends with the first round that shows the fault; a busy machine may need many to come to one.
TEST_P(StoreCheck, sees_a_store_that_breaks_it) {
  EXPECT_TRUE(check_property(property(GetParam().property), faulty(GetParam().fault), {.size = {.rounds = 5'000}}))
      << "fault " << static_cast<int>(GetParam().fault) << " was not seen";
}

TEST_P(StoreCheck, finds_nothing_in_the_same_store_without_the_fault) {
  const auto finding = check_property(property(GetParam().property), faulty(Fault::none), {});
  EXPECT_FALSE(finding) << *finding;
}

class SharedStoreCheck : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(migrate_sqlite_store(path_).has_value()); }

  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
};

TEST_F(SharedStoreCheck, sees_a_store_that_answers_before_it_has_written) {
  const StoreUnderCheck store{.open = [&]() -> std::expected<std::unique_ptr<Store>, std::string> {
    auto inner = open_sqlite_store(path_);
    if (!inner) return std::unexpected(inner.error());
    return std::make_unique<test::EarlyStore>(std::move(*inner));
  }};
  EXPECT_TRUE(check_property(property("kill_9_loses_nothing_acknowledged_and_revives_nothing_consumed"), store, {}));
}

// Each handle has memory of its own, as a cluster of nodes with caches would.
TEST_F(SharedStoreCheck, sees_handles_that_do_not_share) {
  const StoreUnderCheck store{.open = [] { return make_memory_store(); }};
  for (const std::string_view name :
       {"a_handle_sees_what_another_one_committed", "everything_is_still_there_after_a_restart",
        "of_many_processes_after_one_claim_exactly_one_wins",
        "an_identifier_is_accepted_once_by_all_processes_and_after_a_restart"})
    EXPECT_TRUE(check_property(property(name), store, {})) << name;
}

// Without this, the others would wait for it at the gate for ever.
TEST_F(SharedStoreCheck, ends_a_race_when_one_process_can_not_open_the_store) {
  const pid_t parent = ::getpid();
  const std::string taken = folder_.file("taken");
  const StoreUnderCheck store{.open = [&]() -> std::expected<std::unique_ptr<Store>, std::string> {
    const bool is_first = ::getpid() == parent || std::filesystem::create_directory(taken);
    if (!is_first) return std::unexpected("only one child may");
    return open_sqlite_store(path_);
  }};
  const auto finding = check_property(property("of_many_processes_after_one_claim_exactly_one_wins"), store, {});
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->find("could not open the store"), std::string::npos) << *finding;
}

TEST_F(SharedStoreCheck, says_why_a_store_can_not_be_opened) {
  const StoreUnderCheck store{.open = [&] { return open_sqlite_store(folder_.file("absent.db")); }};
  const auto finding = check_property(property("a_claim_is_won_once"), store, {});
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->find("absent.db"), std::string::npos) << *finding;
}

TEST(StoreCheckList, has_a_negative_control_for_every_property) {
  std::set<std::string_view> controlled;
  for (const Control& control : kControls) controlled.insert(control.property);
  for (const StoreProperty& one : store_properties())
    EXPECT_TRUE(controlled.contains(one.name) || one.needs_sharing) << one.name;
}

TEST(StoreCheckList, shrinks_a_history_to_what_matters) {
  const auto finding =
      check_property(property("random_histories_end_as_the_contract_says"), faulty(Fault::overwrites_records), {});
  ASSERT_TRUE(finding);
  EXPECT_LT(std::ranges::count(*finding, '['), 4) << *finding;
}

}  // namespace
}  // namespace attesto
