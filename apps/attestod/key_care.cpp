#include "apps/attestod/key_care.hpp"

#include <algorithm>
#include <utility>

#include "adapters/key_store/key_timeline.hpp"
#include "adapters/key_store/signing_keys.hpp"

namespace attestod {

using attesto::LogLevel;
using attesto::LogLine;

void KeyCare::look() {
  if (!follow()) return;  // a node that can't open every key must not make others
  const attesto::Instant now = parts_.clock->now();
  const bool has_announced = announce_successors(now);
  const bool has_removed = remove_stopped(now);
  if (has_announced || has_removed) static_cast<void>(follow());
}

bool KeyCare::follow() {
  const auto changed = parts_.keys->refresh();
  if (!changed) {
    if (changed.error() != last_fault_)
      parts_.log->write(
          LogLine(LogLevel::error, parts_.clock->now(), "keys_not_reloaded").add("fault", changed.error()));
    last_fault_ = changed.error();
    return false;
  }
  last_fault_.clear();
  if (*changed)
    parts_.log->write(LogLine(LogLevel::info, parts_.clock->now(), "keys_reloaded").add("default_kid", signing_kid()));
  report_rotation();
  return true;
}

std::string KeyCare::signing_kid() const { return parts_.keys->current()->default_signer().verification_key().kid(); }

void KeyCare::report_rotation() {
  const std::string kid = signing_kid();
  if (kid == last_kid_) return;
  last_kid_ = kid;
  if (parts_.on_event)
    (*parts_.on_event)({.kind = attesto::EventKind::key_rotated, .at = parts_.clock->now(), .kid = last_kid_});
}

bool KeyCare::announce_successors(attesto::Instant now) {
  const auto due = attesto::due_successions(parts_.keys->keys(), parts_.rotation, now);
  for (const attesto::Succession& succession : due) {
    attesto::SigningKey key =
        attesto::generate_signing_key(succession.algorithm, *parts_.master_key, *parts_.random, now);
    key.signs_from = succession.signs_from;
    key.predecessor = succession.predecessor;
    const auto outcome = parts_.registry->add_key(key);
    // Another node was first, or the registry is away: the next look finds its key, or tries again.
    if (outcome != attesto::AddOutcome::added) continue;
    parts_.log->write(LogLine(LogLevel::info, now, "key_announced")
                          .add("kid", key.kid)
                          .add("alg", to_string(key.algorithm))
                          .add("predecessor", succession.predecessor)
                          .add("signs_from", std::int64_t{attesto::to_seconds(key.signs_from)}));
  }
  return !due.empty();
}

bool KeyCare::remove_stopped(attesto::Instant now) {
  const auto timeline = attesto::key_timeline(parts_.keys->keys(), now);
  const bool any = std::ranges::any_of(
      timeline, [&](const attesto::KeyDates& dates) { return dates.published_until && *dates.published_until <= now; });
  if (!any) return false;  // without asking the database, which would lock its keys
  const auto removed = parts_.registry->remove_stopped_keys(now - attesto::kKeyRetention);
  if (!removed) return false;  // the next look tries again
  for (const std::string& kid : *removed)
    parts_.log->write(LogLine(LogLevel::info, now, "key_removed").add("kid", kid));
  return !removed->empty();
}

}  // namespace attestod
