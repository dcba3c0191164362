#include "attesto/policy/recent_refusals.hpp"

namespace attesto::inline v0 {
namespace {

/// Reuse comes with a denial of its own; a token that isn't active is an answer like any other.
bool is_refusal(const Event& event) noexcept {
  return event.reason && event.kind != EventKind::reuse_detected && event.kind != EventKind::token_introspected;
}

}  // namespace

void RecentRefusals::note(const Event& event) noexcept {
  if (places_.capacity() == 0 || !is_refusal(event)) return;
  const RefusedRequest refusal{.at = event.at,
                               .kind = event.kind,
                               .reason = *event.reason,
                               .request_id = ShortText<16>(event.request_id),
                               .endpoint = ShortText<32>(event.endpoint),
                               .client_id = ShortText<96>(event.client_id),
                               .subject = ShortText<96>(event.subject),
                               .grant_type = ShortText<64>(event.grant_type)};
  const std::lock_guard lock(mutex_);
  if (places_.size() < places_.capacity()) places_.push_back(refusal);
  else places_[next_] = refusal;
  next_ = (next_ + 1) % places_.capacity();
}

std::vector<RefusedRequest> RecentRefusals::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<RefusedRequest> latest;
  latest.reserve(places_.size());
  for (std::size_t back = 1; back <= places_.size(); ++back)
    latest.push_back(places_[(next_ + places_.capacity() - back) % places_.capacity()]);
  return latest;
}

std::optional<RefusedRequest> RecentRefusals::find(std::string_view request_id) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::ranges::find(places_, request_id, [](const RefusedRequest& refusal) { return refusal.request_id.view(); });
  return found == places_.end() ? std::nullopt : std::optional(*found);
}

}  // namespace attesto::inline v0
