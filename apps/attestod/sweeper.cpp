#include "apps/attestod/sweeper.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace attestod {

template <class RemoveSome>
bool Sweeper::sweep_kind(const attesto::Callback<bool()>& must_stop, RemoveSome remove_some) {
  for (int batch = 0; batch < kMostBatches; ++batch) {
    if (must_stop()) return false;
    const std::optional<std::size_t> removed = remove_some();
    if (!removed || *removed < kBatch) return false;  // after a fault the next sweep tries again
  }
  return true;
}

bool Sweeper::is_due() const {
  const attesto::Instant now = parts_.clock->now();
  return now >= next_ || next_ - now > kLongestPause;  // the machine's clock was set back
}

bool Sweeper::sweep(const attesto::Callback<bool()>& must_stop) {
  const attesto::Instant now = parts_.clock->now();
  attesto::Removed removed;
  std::size_t sessions = 0;
  const bool more_records = sweep_kind(must_stop, [&]() -> std::optional<std::size_t> {
    const auto some = parts_.store->remove_expired(now, kBatch);
    if (!some) return std::nullopt;
    removed += *some;
    return some->total();
  });
  const bool more_sessions = sweep_kind(must_stop, [&]() -> std::optional<std::size_t> {
    const auto some = parts_.registry->remove_expired_sessions(now, kBatch);
    if (!some) return std::nullopt;
    sessions += *some;
    return *some;
  });
  if (removed.total() + sessions > 0)
    parts_.log->write(attesto::LogLine(attesto::LogLevel::info, now, "expired_removed")
                          .add("records", static_cast<std::int64_t>(removed.records))
                          .add("revocations", static_cast<std::int64_t>(removed.revocations))
                          .add("sessions", static_cast<std::int64_t>(sessions)));
  const bool has_more = more_records || more_sessions;
  next_ = has_more ? now : now + draw_pause();
  return has_more;
}

std::chrono::milliseconds Sweeper::draw_pause() const {
  std::array<std::uint8_t, 2> bytes;
  parts_.random->fill(bytes);
  constexpr auto kSpan = (kLongestPause - kShortestPause).count();
  return kShortestPause + std::chrono::milliseconds{(bytes[0] * 256 + bytes[1]) % (kSpan + 1)};
}

}  // namespace attestod
