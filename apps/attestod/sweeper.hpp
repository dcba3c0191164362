// Drops what has expired, in small batches and at no fixed time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include "adapters/log/json_log.hpp"
#include "adapters/registry/registry.hpp"
#include "attesto/base/callback.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/store/store.hpp"

namespace attestod {

/// What a sweeper is made of.
struct SweeperParts {
  std::shared_ptr<attesto::Store> store;
  std::shared_ptr<attesto::Registry> registry;
  std::shared_ptr<const attesto::Clock> clock;
  std::shared_ptr<attesto::Random> random;
  std::shared_ptr<const attesto::JsonLog> log;
};

/// Every node sweeps, each at times of its own; nothing depends on it but the size of the tables.
/// Called by one thread.
class Sweeper {
 public:
  /// A pause lasts something between the two, so that nodes that started together do not sweep
  /// together.
  static constexpr std::chrono::milliseconds kShortestPause = std::chrono::seconds{5};
  static constexpr std::chrono::milliseconds kLongestPause = std::chrono::seconds{15};
  /// A batch is one transaction: requests in between wait for no more than that.
  static constexpr std::size_t kBatch = 500;
  static constexpr int kMostBatches = 40;  ///< of one kind in one sweep

  explicit Sweeper(SweeperParts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] bool is_due() const;

  /// Removes expired records, revocations and sessions. Says in the log how many of which.
  /// @param must_stop  asked before each batch
  /// @return whether there is more to do, which then is due at once
  bool sweep(const attesto::Callback<bool()>& must_stop);

 private:
  /// @param remove_some  removes at most kBatch. @return how many; nothing if the database is away
  template <class RemoveSome>
  [[nodiscard]] static bool sweep_kind(const attesto::Callback<bool()>& must_stop, RemoveSome remove_some);
  [[nodiscard]] std::chrono::milliseconds draw_pause() const;

  SweeperParts parts_;
  attesto::Instant next_{};
};

}  // namespace attestod
