#include "attesto/oauth/resource_indicator.hpp"

#include <algorithm>

#include "attesto/jose/registered_claims.hpp"
#include "attesto/wire/uri.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kMaxBytes = 2048;
constexpr std::size_t kMaxResources = 16;
constexpr std::string_view kMember = "aud";

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

std::optional<Audience> parse_resources(std::span<const std::string_view> values) {
  if (values.size() > kMaxResources) return std::nullopt;
  Audience audience;
  for (const std::string_view value : values) {
    const auto resource = ResourceIndicator::parse(value);
    if (!resource) return std::nullopt;
    audience.add(resource->str());
  }
  return audience;
}

void write_audience(JsonWriter& out, const Audience& audience) {
  if (audience.names().size() == 1) {
    out.member(kMember, audience.names().front());
    return;
  }
  out.name(kMember).begin_array();
  for (const std::string& name : audience.names()) out.value(name);
  out.end_array();
}

std::optional<Audience> find_audience(const Json& claims) {
  const auto names = find_audiences(claims);
  if (!names) return std::nullopt;
  Audience audience;
  for (const std::string_view name : *names) audience.add(name);
  return audience;
}

}  // namespace attesto::inline v0
