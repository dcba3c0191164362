// What went wrong at PostgreSQL, and what that means for whoever sent a statement.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace attesto::inline v0::postgres {

/// What is certain after a failure; this alone decides who may try again.
enum class Fault : std::uint8_t {
  unreachable,    ///< no connection, or it broke before the statement was sent: nothing happened
  unknown,        ///< silence after the statement was sent: it may have happened
  conflict,       ///< serialisation failure or deadlock: nothing happened, another try may succeed
  duplicate_key,  ///< a unique index refused a row: nothing happened
  refused,        ///< the server refused for another reason: nothing happened
};

/// For an operator. Never holds an argument or a password.
struct SqlError {
  Fault fault = Fault::refused;
  std::string state{};  ///< SQLSTATE; empty if the server said nothing
  std::string message;  ///< one line
};

template <class T>
using SqlResult = std::expected<T, SqlError>;

}  // namespace attesto::inline v0::postgres
