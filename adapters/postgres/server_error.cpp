#include "adapters/postgres/server_error.hpp"

#include <libpq-fe.h>

namespace attesto::inline v0::postgres {
namespace {

std::string field(const pg_result* result, int code) {
  const char* const text = PQresultErrorField(result, code);
  return text ? text : "";
}

}  // namespace

Fault classify(std::string_view state, std::string_view severity) noexcept {
  // Silence, or the end of the session: the commit may have come before it.
  if (state.empty() || severity != "ERROR") return Fault::unknown;
  if (state.starts_with("08") || state == "40003") return Fault::unknown;  // lost, completion unknown
  if (state == "40001" || state == "40P01") return Fault::conflict;        // serialisation failure, deadlock
  if (state == "23505") return Fault::duplicate_key;
  return Fault::refused;
}

SqlError server_error(const pg_result* result) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  // The primary message alone: the details repeat rows.
  std::string message = one_line(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (message.empty()) message = one_line(PQresultErrorMessage(result));
  return {.fault = classify(state, field(result, PG_DIAG_SEVERITY_NONLOCALIZED)),
          .state = state,
          .message = std::move(message)};
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\t') continue;
    if (c != '\n') line += c;
    else if (!line.empty()) line += "; ";
  }
  while (line.ends_with("; ") || line.ends_with(' ')) line.pop_back();
  return line.ends_with(';') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace attesto::inline v0::postgres
