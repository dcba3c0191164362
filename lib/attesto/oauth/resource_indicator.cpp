#include "attesto/oauth/resource_indicator.hpp"

#include <algorithm>

#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kMaxBytes = 2048;

}  // namespace

std::optional<ResourceIndicator> ResourceIndicator::parse(std::string_view text) {
  if (text.size() > kMaxBytes) return std::nullopt;
  const auto uri = Uri::parse(text);
  // "Its value MUST be an absolute URI [...]. The URI MUST NOT include a fragment component."
  if (!uri || uri->fragment()) return std::nullopt;
  return ResourceIndicator(text);
}

Audience::Audience(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) add(name);
}

void Audience::add(std::string_view name) {
  if (!contains(name)) names_.emplace_back(name);
}

bool Audience::contains(std::string_view name) const noexcept {
  return std::ranges::find(names_, name) != names_.end();
}

bool Audience::is_subset_of(const Audience& other) const noexcept {
  return std::ranges::all_of(names_, [&](const std::string& name) { return other.contains(name); });
}

std::optional<Audience> narrow_audience(const Audience& requested, const Audience& granted) {
  if (requested.empty()) return granted;
  if (!requested.is_subset_of(granted)) return std::nullopt;
  return requested;
}

}  // namespace attesto::inline v0
