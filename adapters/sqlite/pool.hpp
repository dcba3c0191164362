// Connections for as many threads as work at once.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "attesto/base/unavailable.hpp"

namespace attesto::inline v0::sqlite {

/// Lends each call a connection of its own, with its statements prepared long ago. Grows to the
/// number of threads that ever called at once; safe from all of them.
///
/// @tparam Connection  has `static std::expected<std::unique_ptr<Connection>, std::string> open(const std::string&)`
template <class Connection>
class Pool {
 public:
  explicit Pool(std::string path) : path_(std::move(path)) {}

  /// Runs `operation(Connection&)`, which answers with a SqlResult. A connection that failed is
  /// closed, not lent again.
  template <class Operation>
  auto run(Operation operation) const
      -> std::expected<typename decltype(operation(std::declval<Connection&>()))::value_type, Unavailable> {
    std::unique_ptr<Connection> connection = take();
    if (!connection) return std::unexpected(Unavailable{});
    auto result = operation(*connection);
    if (!result) return std::unexpected(Unavailable{});
    give_back(std::move(connection));
    if constexpr (std::is_void_v<typename decltype(result)::value_type>) return {};
    else return std::move(*result);
  }

  /// Adds a connection that was opened already.
  void give_back(std::unique_ptr<Connection> connection) const {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

 private:
  [[nodiscard]] std::unique_ptr<Connection> take() const {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
      }
    }
    auto opened = Connection::open(path_);
    return opened ? std::move(*opened) : nullptr;
  }

  const std::string path_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace attesto::inline v0::sqlite
