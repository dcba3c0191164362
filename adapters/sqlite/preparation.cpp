#include "adapters/sqlite/preparation.hpp"

#include <utility>

namespace attesto::inline v0::sqlite {

Statement Preparation::operator()(std::string_view sql) {
  auto statement = database_.prepare(sql);
  if (statement) return std::move(*statement);
  if (!error_) error_ = std::move(statement.error());
  return Statement(nullptr);
}

}  // namespace attesto::inline v0::sqlite
