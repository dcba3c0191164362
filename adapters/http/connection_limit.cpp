#include "adapters/http/connection_limit.hpp"

namespace attesto::inline v0::http_engine {

std::optional<ConnectionLimit::Slot> ConnectionLimit::admit(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (open_ >= total_ || per_address_ == 0) return std::nullopt;
  std::size_t& of_address = open_of_[address];
  if (of_address >= per_address_) return std::nullopt;
  ++of_address;
  ++open_;
  return Slot(*this, address);
}

void ConnectionLimit::release(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = open_of_.find(address);
  if (--found->second == 0) open_of_.erase(found);
  if (--open_ == 0) none_left_.notify_all();
}

bool ConnectionLimit::wait_until_none(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return none_left_.wait_for(lock, at_most, [&] { return open_ == 0; });
}

}  // namespace attesto::inline v0::http_engine
