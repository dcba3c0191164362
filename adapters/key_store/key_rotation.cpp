#include "adapters/key_store/key_rotation.hpp"

#include <algorithm>

namespace attesto::inline v0 {

std::vector<SigningKey> newest_keys(std::span<const SigningKey> keys) {
  std::vector<SigningKey> newest;
  for (const SigningKey& key : keys) {
    if (key.retired_at) continue;
    const auto rival = std::ranges::find(newest, key.algorithm, &SigningKey::algorithm);
    if (rival == newest.end()) newest.push_back(key);
    else if (key.signs_from >= rival->signs_from) *rival = key;
  }
  return newest;
}

std::vector<Succession> due_successions(std::span<const SigningKey> keys, const RotationPlan& plan, Instant now) {
  std::vector<Succession> due;
  if (plan.rotate_every <= std::chrono::milliseconds{0}) return due;
  for (const SigningKey& key : newest_keys(keys)) {
    const bool is_announced = key.signs_from > now;
    const Instant signs_from = now + plan.announce_for;
    if (!is_announced && signs_from >= key.signs_from + plan.rotate_every)
      due.push_back({.algorithm = key.algorithm, .predecessor = key.kid, .signs_from = signs_from});
  }
  return due;
}

}  // namespace attesto::inline v0
