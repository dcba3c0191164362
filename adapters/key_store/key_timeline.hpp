// When which key signs: announced, signing, retained, gone - RFC 7517 §5, and the reason why nodes agree.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::inline v0 {

/// What a key in the registry is doing. In every phase it is published.
enum class KeyPhase : std::uint8_t {
  announced,  ///< its time has not come: relying parties get to know it
  signing,    ///< the newest of its algorithm whose time has come
  retained,   ///< superseded or retired; what it signed still verifies
};

/// `announced`, `signing` or `retained`.
[[nodiscard]] std::string_view to_string(KeyPhase phase) noexcept;

/// How long a key is published after it has signed for the last time: the longest that any
/// configuration lets a token live, so that shortening a lifetime invalidates nothing, and an hour
/// for nodes whose clocks differ or that could not read the registry for a while.
inline constexpr std::chrono::milliseconds kKeyRetention = kLongestTokenLifetime + std::chrono::hours{1};

/// Where one key stands.
struct KeyDates {
  KeyPhase phase;
  std::optional<Instant> signs_until{};      ///< retired or superseded then; nothing: no end is in sight
  std::optional<Instant> published_until{};  ///< from then on it may be removed
};

/// Where each key stands at `now`. Of several keys that start at one instant, the later in the list counts
/// as the newer. A retired key is as if it had never been, to the others: its predecessor signs
/// again unless there is a successor whose time has come.
/// @param keys  all of them, as Registry::list_keys has them
/// @return      one for each, in the same order
[[nodiscard]] std::vector<KeyDates> key_timeline(std::span<const SigningKey> keys, Instant now);

}  // namespace attesto::inline v0
