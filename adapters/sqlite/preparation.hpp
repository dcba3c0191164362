// Several statements prepared together, with one place for what goes wrong.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/sqlite/database.hpp"

namespace attesto::inline v0::sqlite {

/// Prepares the statements of one connection. The first failure is kept, so that a class can
/// initialise its statements as members and its maker asks once.
class Preparation {
 public:
  explicit Preparation(Database& database) : database_(database) {}

  /// @return a statement that must not be used if error() says something
  [[nodiscard]] Statement operator()(std::string_view sql);
  [[nodiscard]] const std::optional<SqlError>& error() const noexcept { return error_; }

 private:
  Database& database_;
  std::optional<SqlError> error_;
};

}  // namespace attesto::inline v0::sqlite
