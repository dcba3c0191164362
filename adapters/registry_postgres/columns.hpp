// Columns that hold more than PostgreSQL's own types, and what became of a statement.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/connection.hpp"
#include "adapters/registry/registry.hpp"

namespace attesto::inline v0::postgres {

/// A row that this program did not write, or that was damaged.
[[nodiscard]] inline std::unexpected<SqlError> damaged(const char* what) {
  return std::unexpected(SqlError{.message = std::string("damaged row: ") + what});
}

/// @return nothing unless the blob has 32 bytes
[[nodiscard]] inline std::optional<Sha256Digest> read_digest(ByteView blob) {
  Sha256Digest digest;
  if (blob.size() != digest.size()) return std::nullopt;
  std::ranges::copy(blob, digest.begin());
  return digest;
}

/// Reads every row with `read(rows, index)`, which answers with a SqlResult of one element.
template <class Read>
[[nodiscard]] auto collect(const SqlResult<Rows>& rows, Read read)
    -> SqlResult<std::vector<typename decltype(read(*rows, 0))::value_type>> {
  if (!rows) return std::unexpected(rows.error());
  std::vector<typename decltype(read(*rows, 0))::value_type> all;
  for (std::size_t row = 0; row < rows->size(); ++row) {
    auto one = read(*rows, row);
    if (!one) return std::unexpected(std::move(one).error());
    all.push_back(std::move(*one));
  }
  return all;
}

/// Reads the only row, if there is one.
template <class Read>
[[nodiscard]] auto find_one(const SqlResult<Rows>& rows, Read read)
    -> SqlResult<std::optional<typename decltype(read(*rows, 0))::value_type>> {
  if (!rows) return std::unexpected(rows.error());
  if (rows->size() == 0) return std::nullopt;
  auto one = read(*rows, 0);
  if (!one) return std::unexpected(std::move(one).error());
  return std::move(*one);
}

/// Whether a statement changed a row.
[[nodiscard]] inline SqlResult<bool> changed(const SqlResult<Rows>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return rows->changed() > 0;
}

/// What became of an INSERT ... ON CONFLICT DO NOTHING.
[[nodiscard]] inline SqlResult<AddOutcome> add_outcome(const SqlResult<Rows>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return rows->changed() > 0 ? AddOutcome::added : AddOutcome::exists;
}

/// For statements of which nobody asks what they changed.
[[nodiscard]] inline SqlResult<void> done(const SqlResult<Rows>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return {};
}

}  // namespace attesto::inline v0::postgres
