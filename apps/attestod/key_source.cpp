#include "apps/attestod/key_source.hpp"

#include <utility>

#include "adapters/key_store/signing_keys.hpp"

namespace attestod {
namespace {

/// What of the keys decides how the ring looks.
std::string list(const std::vector<attesto::SigningKey>& keys) {
  std::string listing;
  for (const attesto::SigningKey& key : keys)
    listing.append(key.kid).append(key.status == attesto::KeyStatus::active ? " active\n" : " retired\n");
  return listing;
}

}  // namespace

std::expected<std::shared_ptr<KeySource>, std::string> KeySource::open(
    std::shared_ptr<const attesto::Registry> registry, std::shared_ptr<const attesto::Sealer> master_key,
    attesto::Algorithm preferred) {
  std::shared_ptr<KeySource> source(new KeySource(std::move(registry), std::move(master_key), preferred));
  if (const auto loaded = source->refresh(); !loaded) return std::unexpected(loaded.error());
  return source;
}

std::shared_ptr<const attesto::KeyRing> KeySource::current() const {
  const std::lock_guard lock(mutex_);
  return ring_;
}

std::expected<bool, std::string> KeySource::refresh() {
  const auto keys = registry_->list_keys();
  if (!keys) return std::unexpected("the registry does not answer");
  std::string listing = list(*keys);
  if (ring_ && listing == listing_) return false;
  auto ring = attesto::load_key_ring(*registry_, *master_key_, preferred_);
  if (!ring) return std::unexpected(std::move(ring).error());
  listing_ = std::move(listing);
  const std::lock_guard lock(mutex_);
  ring_ = *std::move(ring);
  return true;
}

}  // namespace attestod
