// The one statement that a commit is.
#pragma once

#include "adapters/postgres/connection.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// Consumes, inserts and revokes in one statement, which is one transaction.
///
/// CLAIMS     are locked in the order of their keys, whatever order the caller named them in, so two
///            commits can't wait for each other. Whoever waited sees the record as the winner left
///            it (READ COMMITTED looks at a locked row again), so of all that claim it one wins.
/// RECORDS    that someone else inserts at the same moment are refused by the primary key: the whole
///            statement fails with SQLSTATE 23505 and leaves no trace, and that means LossReason::exists.
/// FAMILIES   A revoked family is a row of its own, found by every later look at any of its records.
///            So a record that is inserted beside a revocation needs no lock to be revoked: whichever
///            commits first, nothing of that family can be claimed afterwards.
/// PORTABLE   No extension, function or advisory lock. Under SERIALIZABLE (CockroachDB) it is as right,
///            with more repetitions. CockroachDB wants `enable_multiple_modifications_of_table = on`,
///            because claims are updated in the table that records are inserted into; no row is
///            touched twice.
[[nodiscard]] postgres::Statement commit_statement(std::string_view table_prefix);

/// Runs it.
/// @return what became of the commit; SQLSTATE 23505 is an outcome here, not an error
[[nodiscard]] postgres::SqlResult<Outcome> run_commit(postgres::Connection& connection,
                                                      const postgres::Statement& statement, const Commit& commit);

}  // namespace attesto::inline v0
