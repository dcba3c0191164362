// Clients that were read a moment ago.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "attesto/oauth/client.hpp"

namespace attesto::inline v0 {

/// Spares the database one look-up per token request. An entry is believed for half a second, so
/// that `attesto client disable`, in another process, counts within one.
///
/// The databases' own signs of change would be no help: SQLite's `PRAGMA data_version` changes with
/// nearly every request, because tokens are committed to the same file, and PostgreSQL's NOTIFY
/// needs a connection that only listens. What changes through this process is
/// forgotten at once. Absence is not remembered; a client that was just added works.
///
/// @note Thread-safe.
class ClientCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kMaxAge{500};
  static constexpr std::size_t kMaxClients = 4096;

  /// Names the state of the cache before a look-up in the database.
  using Generation = std::uint64_t;
  [[nodiscard]] Generation generation() const;

  /// A null pointer if nothing fresh is known.
  [[nodiscard]] std::shared_ptr<const Client> find(const ClientId& client_id, Time now) const;
  /// Remembers what was read, unless something was forgotten since `before`: then it may be stale.
  void remember(std::shared_ptr<const Client> client, Generation before, Time now);
  void forget(const ClientId& client_id);

 private:
  struct Entry {
    std::shared_ptr<const Client> client;
    Time read_at;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  Generation generation_ = 0;
};

}  // namespace attesto::inline v0
