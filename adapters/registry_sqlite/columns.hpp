// Columns that hold more than SQLite's own types.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/database.hpp"

namespace attesto::inline v0::columns {

/// A row that this program did not write, or that was damaged.
[[nodiscard]] inline std::unexpected<sqlite::SqlError> damaged(const char* what) {
  return std::unexpected(sqlite::SqlError{.message = std::string("damaged row: ") + what});
}

/// @return nothing unless the blob has 32 bytes
[[nodiscard]] inline std::optional<Sha256Digest> digest(const Bytes& blob) {
  Sha256Digest digest;
  if (blob.size() != digest.size()) return std::nullopt;
  std::ranges::copy(blob, digest.begin());
  return digest;
}

/// Reads every row with `read(Rows&)`, which answers with a SqlResult of one element.
template <class Read>
[[nodiscard]] auto collect(sqlite::Rows rows, Read read)
    -> sqlite::SqlResult<std::vector<typename decltype(read(rows))::value_type>> {
  std::vector<typename decltype(read(rows))::value_type> all;
  for (;;) {
    const auto more = rows.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return all;
    auto one = read(rows);
    if (!one) return std::unexpected(one.error());
    all.push_back(std::move(*one));
  }
}

/// Reads the only row, if there is one, with `read(Rows&)`.
template <class Read>
[[nodiscard]] auto find_one(sqlite::Rows rows, Read read)
    -> sqlite::SqlResult<std::optional<typename decltype(read(rows))::value_type>> {
  const auto found = rows.next();
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  auto one = read(rows);
  if (!one) return std::unexpected(one.error());
  return std::move(*one);
}

/// Whether a statement changed a row.
[[nodiscard]] inline sqlite::SqlResult<bool> changed(const sqlite::SqlResult<int>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return *rows > 0;
}

/// What became of an INSERT ... ON CONFLICT DO NOTHING.
[[nodiscard]] inline sqlite::SqlResult<AddOutcome> add_outcome(const sqlite::SqlResult<int>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return *rows > 0 ? AddOutcome::added : AddOutcome::exists;
}

/// For statements of which nobody asks what they changed.
[[nodiscard]] inline sqlite::SqlResult<void> done(const sqlite::SqlResult<int>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return {};
}

}  // namespace attesto::inline v0::columns
