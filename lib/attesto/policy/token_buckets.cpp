#include "attesto/policy/token_buckets.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "attesto/crypto/digest.hpp"

namespace attesto::inline v0 {
namespace {

template <class Set>
auto* find_place(Set& set, std::uint64_t name) noexcept {
  const auto found = std::ranges::find_if(set, [&](const auto& place) { return place.name == name; });
  return found == set.end() ? nullptr : &*found;
}

/// The place of that name, at the cost of the name that has the least to wait for.
template <class Set>
auto& claim_place(Set& set, std::uint64_t name) noexcept {
  if (auto* place = find_place(set, name)) return *place;
  auto& least = *std::ranges::min_element(set, {}, [](const auto& place) { return place.full_at; });
  least = {name, {}};
  return least;
}

}  // namespace

TokenBuckets::TokenBuckets(TokenRate rate, Random& random) : rate_(rate), sets_(kSets) { random.fill(key_); }

TokenBuckets::Hash TokenBuckets::hash(std::string_view name) const {
  std::string keyed(as_text(key_));
  keyed += name;
  const Sha256Digest digest = sha256(keyed);
  std::array<std::uint64_t, 2> numbers{};
  static_assert(sizeof numbers <= sizeof digest);
  std::memcpy(numbers.data(), digest.data(), sizeof numbers);
  return {.set = static_cast<std::size_t>(numbers[0] % kSets), .name = numbers[1]};
}

std::unique_lock<std::mutex> TokenBuckets::lock(const Hash& hash) const {
  return std::unique_lock(locks_[hash.set % kLocks].mutex);
}

/// At most two full buckets, so that a clock that was set back locks nobody out for as long.
TokenBuckets::Milliseconds TokenBuckets::owed(const Place& place, Instant now) const noexcept {
  return std::clamp(place.full_at - now, Milliseconds{0}, 2 * rate_.burst * rate_.interval);
}

std::optional<TokenBuckets::Milliseconds> TokenBuckets::wait_of(const Place& place, Instant now) const noexcept {
  const Milliseconds wait = owed(place, now) - (rate_.burst - 1) * rate_.interval;
  return wait > Milliseconds{0} ? std::optional(wait) : std::nullopt;
}

void TokenBuckets::add_debt(Place& place, Instant now) noexcept {
  place.full_at = now + owed(place, now) + rate_.interval;
  const Instant::rep full_at = place.full_at.time_since_epoch().count();
  Instant::rep latest = all_full_at_.load(std::memory_order_relaxed);
  while (latest < full_at && !all_full_at_.compare_exchange_weak(latest, full_at, std::memory_order_relaxed)) {
  }
}

std::optional<TokenBuckets::Milliseconds> TokenBuckets::find_wait(std::string_view name, Instant now) const {
  if (are_full(now)) return std::nullopt;
  const Hash where = hash(name);
  const auto locked = lock(where);
  const Place* place = find_place(sets_[where.set], where.name);
  return place ? wait_of(*place, now) : std::nullopt;
}

std::optional<TokenBuckets::Milliseconds> TokenBuckets::take(std::string_view name, Instant now) {
  const Hash where = hash(name);
  const auto locked = lock(where);
  Place& place = claim_place(sets_[where.set], where.name);
  if (const auto wait = wait_of(place, now)) return wait;
  add_debt(place, now);
  return std::nullopt;
}

void TokenBuckets::charge(std::string_view name, Instant now) {
  const Hash where = hash(name);
  const auto locked = lock(where);
  add_debt(claim_place(sets_[where.set], where.name), now);
}

void TokenBuckets::give_back(std::string_view name, Instant now) {
  const Hash where = hash(name);
  const auto locked = lock(where);
  if (Place* place = find_place(sets_[where.set], where.name))
    place->full_at = now + std::max(owed(*place, now) - rate_.interval, Milliseconds{0});
}

std::size_t TokenBuckets::count_in_use(Instant now) const {
  std::size_t count = 0;
  for (std::size_t set = 0; set < kSets; ++set) {
    const auto locked = lock({.set = set, .name = 0});
    count += static_cast<std::size_t>(
        std::ranges::count_if(sets_[set], [&](const Place& place) { return place.full_at > now; }));
  }
  return count;
}

}  // namespace attesto::inline v0
