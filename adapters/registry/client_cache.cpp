#include "adapters/registry/client_cache.hpp"

#include <utility>

namespace attesto::inline v0 {

ClientCache::Generation ClientCache::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

std::shared_ptr<const Client> ClientCache::find(const ClientId& client_id, Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(client_id.str());
  if (found == entries_.end() || now - found->second.read_at >= kMaxAge) return nullptr;
  return found->second.client;
}

void ClientCache::remember(std::shared_ptr<const Client> client, Generation before, Time now) {
  const std::lock_guard lock(mutex_);
  if (before != generation_) return;
  // Full means thousands of clients in one half second: starting over costs one read each.
  if (entries_.size() >= kMaxClients && !entries_.contains(client->client_id.str())) entries_.clear();
  const std::string& key = client->client_id.str();
  entries_.insert_or_assign(key, Entry{std::move(client), now});
}

void ClientCache::forget(const ClientId& client_id) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  entries_.erase(client_id.str());
}

}  // namespace attesto::inline v0
