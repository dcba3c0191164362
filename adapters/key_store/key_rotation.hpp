// Who needs a successor, and from when it signs.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "adapters/registry/registry.hpp"

namespace attesto::inline v0 {

/// No announcement is shorter: the JWK Set may be cached for five minutes, nodes look at the
/// registry every few seconds, and their clocks differ.
inline constexpr std::chrono::milliseconds kShortestAnnouncement = std::chrono::hours{1};

/// What the first key of an algorithm is dated back by, so that a node whose clock is behind the
/// one that made the key can start.
inline constexpr std::chrono::milliseconds kClockTolerance = std::chrono::minutes{5};

/// When keys change.
struct RotationPlan {
  std::chrono::milliseconds rotate_every = std::chrono::days{90};  ///< how long a key signs; 0: until a command
  std::chrono::milliseconds announce_for = std::chrono::days{14};  ///< how long before that its successor is published
};

/// A key that is to be made.
struct Succession {
  Algorithm algorithm;
  std::string predecessor;  ///< the registry takes one successor of it, whoever is first
  Instant signs_from;
};

/// The key of each algorithm that nothing newer follows, retired ones left out.
/// @param keys  all of them, as Registry::list_keys has them
[[nodiscard]] std::vector<SigningKey> newest_keys(std::span<const SigningKey> keys);

/// The successors that have to be announced by now, so that each key is followed on time. One that
/// is late, after the server had been off, is announced for just as long.
/// @param keys  all of them, as Registry::list_keys has them
/// @pre   plan.announce_for <= plan.rotate_every, unless nothing is rotated
[[nodiscard]] std::vector<Succession> due_successions(std::span<const SigningKey> keys, const RotationPlan& plan,
                                                      Instant now);

}  // namespace attesto::inline v0
