// How often something may be tried, for each name: a token bucket - RFC 6585 §4, RFC 6749 §2.3.1.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"

namespace attesto::inline v0 {

/// `burst` at once, and one more per `interval`.
struct TokenRate {
  int burst = 1;                          ///< tokens of a full bucket, at least 1
  std::chrono::milliseconds interval{1};  ///< until the next one is there, at least 1 ms

  friend bool operator==(const TokenRate&, const TokenRate&) = default;
};

/// One bucket per name, of one rate, in a table whose size is fixed at the start.
///
/// A bucket is one instant: when it is full again (the generic cell rate algorithm). Full ones need no
/// place, so time alone empties the table: there is no thread, no list and no allocation, and while every
/// bucket is full asking costs one atomic load.
///
/// The places are in sets of eight. A name may be in one set only, which a random key of this table
/// decides, so nobody can aim at another's. In a set that is full a new name takes the place that has the
/// least to wait for: a flood of names pushes out a name that has to wait only after it made eight of one
/// set wait, that is most of 65536 names all the time.
///
/// @note Thread-safe; a lock per group of sets.
class TokenBuckets {
 public:
  /// How many names it remembers, at 16 bytes each.
  static constexpr std::size_t kPlaces = 65'536;

  /// @param random  used once, for the key of the table
  TokenBuckets(TokenRate rate, Random& random);

  /// Whether nobody has to wait, and nobody is about to: every bucket is full.
  [[nodiscard]] bool are_full(Instant now) const noexcept {
    return all_full_at_.load(std::memory_order_relaxed) <= now.time_since_epoch().count();
  }
  /// How long until there is a token for that name; nothing: there is one. Takes none.
  [[nodiscard]] std::optional<std::chrono::milliseconds> find_wait(std::string_view name, Instant now) const;
  /// Takes a token if there is one.
  /// @return how long to wait if there is none; nothing was taken then
  [[nodiscard]] std::optional<std::chrono::milliseconds> take(std::string_view name, Instant now);
  /// Takes a token that need not be there, so that what was begun at the same time counts as well.
  void charge(std::string_view name, Instant now);
  /// Gives back one that was taken.
  void give_back(std::string_view name, Instant now);

  /// How many buckets are not full; counts them all.
  [[nodiscard]] std::size_t count_in_use(Instant now) const;

 private:
  using Milliseconds = std::chrono::milliseconds;
  static constexpr std::size_t kWays = 8;
  static constexpr std::size_t kSets = kPlaces / kWays;
  static constexpr std::size_t kLocks = 64;

  struct Place {
    std::uint64_t name = 0;  ///< a keyed hash of it
    Instant full_at{};
  };
  using Set = std::array<Place, kWays>;
  struct Hash {
    std::size_t set;
    std::uint64_t name;
  };
  /// On a cache line of its own.
  struct alignas(64) Lock {
    std::mutex mutex;
  };

  [[nodiscard]] Hash hash(std::string_view name) const;
  [[nodiscard]] std::unique_lock<std::mutex> lock(const Hash& hash) const;
  [[nodiscard]] Milliseconds owed(const Place& place, Instant now) const noexcept;
  [[nodiscard]] std::optional<Milliseconds> wait_of(const Place& place, Instant now) const noexcept;
  void add_debt(Place& place, Instant now) noexcept;

  TokenRate rate_;
  std::array<std::uint8_t, 16> key_{};
  std::vector<Set> sets_;
  mutable std::array<Lock, kLocks> locks_;
  std::atomic<Instant::rep> all_full_at_{0};  ///< no bucket is full later
};

}  // namespace attesto::inline v0
