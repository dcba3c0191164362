// The statements of a table, named and with its prefix.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/postgres/connection.hpp"

namespace attesto::inline v0::postgres {

/// Makes the statements of several tables and keeps a list of them, so that all can be checked at
/// the start.
class Statements {
 public:
  explicit Statements(std::string table_prefix) : prefix_(std::move(table_prefix)) {}

  [[nodiscard]] Statement operator()(std::string_view name, std::string_view sql) {
    Statement statement{.name = "registry_" + std::string(name), .sql = with_table_prefix(sql, prefix_)};
    all_.push_back(statement);
    return statement;
  }
  [[nodiscard]] const std::vector<Statement>& all() const noexcept { return all_; }

 private:
  std::string prefix_;
  std::vector<Statement> all_;
};

}  // namespace attesto::inline v0::postgres
