#include "adapters/key_store/key_timeline.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace attesto::inline v0 {
namespace {

/// When the key at `index` is superseded; nothing if nothing newer is known.
std::optional<Instant> superseded_at(std::span<const SigningKey> keys, std::size_t index) {
  const auto place = [&](std::size_t i) { return std::pair(keys[i].signs_from, i); };
  std::optional<Instant> first;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].algorithm != keys[index].algorithm || keys[i].retired_at || place(i) <= place(index)) continue;
    if (!first || keys[i].signs_from < *first) first = keys[i].signs_from;
  }
  return first;
}

KeyDates dates_of(std::span<const SigningKey> keys, std::size_t index, Instant now) {
  const SigningKey& key = keys[index];
  KeyDates dates{.phase = KeyPhase::signing, .signs_until = superseded_at(keys, index)};
  if (key.retired_at) dates.signs_until = std::min(dates.signs_until.value_or(*key.retired_at), *key.retired_at);
  if (dates.signs_until) dates.published_until = *dates.signs_until + kKeyRetention;
  if (key.retired_at || (dates.signs_until && *dates.signs_until <= now)) dates.phase = KeyPhase::retained;
  else if (key.signs_from > now) dates.phase = KeyPhase::announced;
  return dates;
}

}  // namespace

std::string_view to_string(KeyPhase phase) noexcept {
  switch (phase) {
    case KeyPhase::announced: return "announced";
    case KeyPhase::signing: return "signing";
    case KeyPhase::retained: return "retained";
  }
  std::unreachable();
}

std::vector<KeyDates> key_timeline(std::span<const SigningKey> keys, Instant now) {
  std::vector<KeyDates> timeline;
  timeline.reserve(keys.size());
  for (std::size_t index = 0; index < keys.size(); ++index) timeline.push_back(dates_of(keys, index, now));
  return timeline;
}

}  // namespace attesto::inline v0
