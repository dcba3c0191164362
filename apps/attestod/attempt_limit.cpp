#include "apps/attestod/attempt_limit.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "attesto/crypto/digest.hpp"

namespace attestod {

using attesto::Instant;

AttemptLimit::AttemptLimit(Rate rate, attesto::Random& random) : rate_(rate), full_at_(kSlots) { random.fill(key_); }

std::size_t AttemptLimit::slot_of(std::string_view name) const {
  std::string keyed(attesto::as_text(key_));
  keyed += name;
  const attesto::Sha256Digest digest = attesto::sha256(keyed);
  std::uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return number % kSlots;
}

std::optional<std::chrono::milliseconds> AttemptLimit::take(std::string_view name, Instant now) {
  const std::size_t slot = slot_of(name);
  const std::lock_guard lock(mutex_);
  const Instant full_at = std::max(full_at_[slot], now);
  const Instant allowed_at = full_at - rate_.interval * (rate_.burst - 1);
  if (allowed_at > now) return allowed_at - now;
  full_at_[slot] = full_at + rate_.interval;
  return std::nullopt;
}

void AttemptLimit::give_back(std::string_view name) {
  const std::size_t slot = slot_of(name);
  const std::lock_guard lock(mutex_);
  full_at_[slot] -= rate_.interval;
}

}  // namespace attestod
