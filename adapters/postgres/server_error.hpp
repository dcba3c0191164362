// What the server's refusals mean.
#pragma once

#include <string>
#include <string_view>

#include "adapters/postgres/sql_error.hpp"

struct pg_result;

namespace attesto::inline v0::postgres {

/// The error of a statement that was sent. Only a refusal of the statement by a server that goes on
/// is proof that nothing happened.
[[nodiscard]] SqlError server_error(const pg_result* result);

/// The same for a SQLSTATE.
/// @param severity  ERROR, FATAL or PANIC, not translated
[[nodiscard]] Fault classify(std::string_view state, std::string_view severity) noexcept;

/// libpq's messages have several lines.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace attesto::inline v0::postgres
