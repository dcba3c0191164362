// The server that judges the vectors of requests: in memory, with a frozen clock.
#pragma once

#include <functional>

#include "attesto/server/server.hpp"

namespace attesto::vectors {

inline constexpr std::int64_t kFrozenNow = 1'700'000'000;

class FrozenClock final : public Clock {
 public:
  explicit FrozenClock(std::int64_t now) : now_(now) {}
  [[nodiscard]] Instant now() const override { return from_seconds(now_); }

 private:
  std::int64_t now_;
};

/// A server like own_server(), but for what `adjust` changes.
[[nodiscard]] Server make_own_server(const std::function<void(Config&)>& adjust);

/// One for all cases; its clients are those that the vectors speak of.
[[nodiscard]] const Server& own_server();

/// The `error` member of a JSON body; empty if there is none.
[[nodiscard]] std::string error_in(std::string_view body);

}  // namespace attesto::vectors
