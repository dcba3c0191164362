#include "attesto/policy/rate_limiter.hpp"

#include <algorithm>

#include "attesto/policy/address_block.hpp"

namespace attesto::inline v0 {
namespace {

using Wait = std::optional<std::chrono::milliseconds>;

Result<void> refuse_if(Wait wait, Reason reason) {
  if (wait) return fail_too_often(reason, *wait);
  return {};
}

/// With the length of the block, so that no two pairs have one name.
std::string pair_name(std::string_view block, std::string_view client_id) {
  std::string name = std::to_string(block.size()) + ':';
  return name.append(block).append(client_id);
}

void start(std::optional<TokenBuckets>& buckets, const std::optional<TokenRate>& rate, Random& random) {
  if (rate) buckets.emplace(*rate, random);
}

}  // namespace

RateLimiter::RateLimiter(const RateLimits& limits, Random& random)
    : failures_per_client_(limits.failures_per_client, random),
      failures_per_address_(limits.failures_per_address, random),
      registrations_per_address_(limits.registrations_per_address, random) {
  for (const std::string& address : limits.exempt_addresses) exempt_.push_back(address_block(address));
  start(requests_per_client_, limits.requests_per_client, random);
  start(requests_per_address_, limits.requests_per_address, random);
}

std::optional<std::string> RateLimiter::find_block(std::string_view address) const {
  if (address.empty() || is_loopback_address(address)) return std::nullopt;
  std::string block = address_block(address);
  if (std::ranges::find(exempt_, block) != exempt_.end()) return std::nullopt;
  return block;
}

Result<void> RateLimiter::check_secret(std::string_view client_id, std::string_view address, Instant now) const {
  if (failures_per_client_.are_full(now) && failures_per_address_.are_full(now)) return {};
  const auto block = find_block(address);
  if (!block) return {};
  const Wait wait = failures_per_client_.find_wait(pair_name(*block, client_id), now);
  // Who waits for both waits for the longer one, or the first answer would be wrong.
  return refuse_if(std::max(wait, failures_per_address_.find_wait(*block, now)), Reason::too_many_failures);
}

void RateLimiter::note_wrong_secret(std::string_view client_id, std::string_view address, Instant now) {
  const auto block = find_block(address);
  if (!block) return;
  failures_per_client_.charge(pair_name(*block, client_id), now);
  failures_per_address_.charge(*block, now);
}

Result<void> RateLimiter::take_registration(std::string_view address, Instant now) {
  const auto block = find_block(address);
  return refuse_if(block ? registrations_per_address_.take(*block, now) : std::nullopt, Reason::rate_limited);
}

Result<void> RateLimiter::check_registration(std::string_view address, Instant now) const {
  const auto block = find_block(address);
  return refuse_if(block ? registrations_per_address_.find_wait(*block, now) : std::nullopt, Reason::too_many_failures);
}

void RateLimiter::note_wrong_registration_token(std::string_view address, Instant now) {
  if (const auto block = find_block(address)) registrations_per_address_.charge(*block, now);
}

Result<void> RateLimiter::take_request_from(std::string_view address, Instant now) {
  if (!requests_per_address_) return {};
  const auto block = find_block(address);
  return refuse_if(block ? requests_per_address_->take(*block, now) : std::nullopt, Reason::rate_limited);
}

Result<void> RateLimiter::take_request_of(std::string_view client_id, Instant now) {
  if (!requests_per_client_) return {};
  return refuse_if(requests_per_client_->take(client_id, now), Reason::rate_limited);
}

}  // namespace attesto::inline v0
