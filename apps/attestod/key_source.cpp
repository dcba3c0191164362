#include "apps/attestod/key_source.hpp"

#include <utility>

#include "adapters/key_store/key_timeline.hpp"

namespace attestod {
namespace {

/// What of the keys decides how the ring looks.
std::string list(std::span<const attesto::SigningKey> keys, attesto::Instant now) {
  const auto timeline = attesto::key_timeline(keys, now);
  std::string listing;
  for (std::size_t i = 0; i < keys.size(); ++i)
    listing.append(keys[i].kid).append(" ").append(to_string(timeline[i].phase)).append("\n");
  return listing;
}

}  // namespace

std::expected<std::shared_ptr<KeySource>, std::string> KeySource::open(
    std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
    std::shared_ptr<const attesto::Clock> clock, attesto::Algorithm preferred) {
  std::shared_ptr<KeySource> source(
      new KeySource(std::move(registry), std::move(master_key), std::move(clock), preferred));
  if (const auto loaded = source->refresh(); !loaded) return std::unexpected(loaded.error());
  return source;
}

std::shared_ptr<const attesto::KeyRing> KeySource::current() const {
  const std::lock_guard lock(mutex_);
  return ring_;
}

std::expected<bool, std::string> KeySource::refresh() {
  auto was_read = read();
  auto followed = follow_clock();
  if (!was_read) return std::unexpected(std::move(was_read).error());
  return followed;
}

std::expected<void, std::string> KeySource::read() {
  auto rows = registry_->list_keys();
  if (!rows) return std::unexpected("the registry does not answer");
  auto opened = attesto::SigningKeys::open(*std::move(rows), *master_key_, keys_);
  if (!opened) return std::unexpected(std::move(opened).error());
  keys_ = *std::move(opened);
  return {};
}

std::expected<bool, std::string> KeySource::follow_clock() {
  const attesto::Instant now = clock_->now();
  std::string listing = list(keys_.rows(), now);
  if (ring_ && listing == listing_) return false;
  auto ring = keys_.ring_at(now, preferred_);
  if (!ring) return std::unexpected(std::move(ring).error());
  listing_ = std::move(listing);
  const std::lock_guard lock(mutex_);
  ring_ = *std::move(ring);
  return true;
}

}  // namespace attestod
