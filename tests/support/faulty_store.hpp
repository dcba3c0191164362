// A store with one fault, for showing that the kit sees it.
#pragma once

#include <array>
#include <memory>
#include <ostream>
#include <string_view>

#include "attesto/store/store.hpp"

namespace attesto::test {

/// What somebody might get wrong when they write a store.
enum class Fault : std::uint8_t {
  none,
  cuts_milliseconds,
  gives_everything_a_family,
  revokes_what_it_does_not_know,
  ignores_the_kind,
  overwrites_records,
  writes_while_it_checks,
  refuses_empty_commits,
  hides_what_a_clock_says_is_expired,
  removes_what_expires_now,
  frees_what_was_consumed,
  forgets_to_revoke,
  inserts_before_it_claims,
  claims_what_is_absent,
  claims_twice_in_one_commit,
  ignores_revoke_on_loss,
  revokes_whenever_a_claim_is_lost,
  inserts_into_revoked_families,
  tells_revoked_before_consumed,
  revokes_before_it_inserts,
  shortens_revocations,
  ignores_the_limit,
  takes_no_limit_for_all,
  checks_first_and_writes_later,
  marks_revoked_records_one_by_one,
  gives_the_answer_of_another_thread,
  counts_what_another_sweeper_removed,
};

[[nodiscard]] std::unique_ptr<Store> make_faulty_store(Fault fault);

}  // namespace attesto::test
