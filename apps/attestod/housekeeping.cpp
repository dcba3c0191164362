#include "apps/attestod/housekeeping.hpp"

#include <cstddef>
#include <optional>

namespace attestod {
namespace {

using attesto::LogLevel;
using attesto::LogLine;

constexpr std::size_t kBite = 500;
constexpr int kBites = 40;  ///< per call: twenty thousand rows, far more than expire in five seconds

template <class RemoveSome>
std::size_t remove_in_bites(RemoveSome remove_some) {
  std::size_t total = 0;
  for (int bite = 0; bite < kBites; ++bite) {
    const auto removed = remove_some(kBite);
    if (!removed) return total;  // the next call tries again
    total += *removed;
    if (*removed < kBite) return total;
  }
  return total;
}

}  // namespace

void Housekeeping::refresh_keys() {
  const auto changed = keys_.refresh();
  if (!changed) {
    if (changed.error() != last_key_fault_)
      log_.write(LogLine(LogLevel::error, clock_.now(), "keys_not_reloaded").add("fault", changed.error()));
    last_key_fault_ = changed.error();
    return;
  }
  last_key_fault_.clear();
  if (*changed)
    log_.write(LogLine(LogLevel::info, clock_.now(), "keys_reloaded")
                   .add("default_kid", keys_.current()->default_signer().verification_key().kid()));
}

void Housekeeping::remove_expired() {
  const attesto::Instant now = clock_.now();
  const std::size_t records = remove_in_bites([&](std::size_t limit) -> std::optional<std::size_t> {
    const auto removed = store_.remove_expired(now, limit);
    if (!removed) return std::nullopt;
    return removed->total();
  });
  const std::size_t sessions =
      remove_in_bites([&](std::size_t limit) { return registry_.remove_expired_sessions(now, limit); });
  if (records + sessions > 0)
    log_.write(LogLine(LogLevel::debug, now, "expired_removed")
                   .add("records", static_cast<std::int64_t>(records))
                   .add("sessions", static_cast<std::int64_t>(sessions)));
}

}  // namespace attestod
