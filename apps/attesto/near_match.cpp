#include "apps/attesto/near_match.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "apps/config/edit_distance.hpp"

namespace attesto_cli {
namespace {

constexpr std::size_t kMostMatches = 3;
constexpr std::size_t kMostBytes = 64;

}  // namespace

std::vector<std::string_view> near_matches(std::string_view text, std::span<const std::string_view> names) {
  if (text.size() < 3 || text.size() > kMostBytes) return {};
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view name : names) {
    const std::size_t apart = name.contains(text) ? 1 : attestod::edit_distance(text, name);
    if (apart <= std::max<std::size_t>(2, text.size() / 4)) near.emplace_back(apart, name);
  }
  std::ranges::stable_sort(near, {}, [](const auto& match) { return match.first; });
  std::vector<std::string_view> best;
  for (const auto& [apart, name] : near)
    if (best.size() < kMostMatches) best.push_back(name);
  return best;
}

}  // namespace attesto_cli
