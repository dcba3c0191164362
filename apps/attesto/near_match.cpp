#include "apps/attesto/near_match.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace attesto_cli {
namespace {

constexpr std::size_t kMostMatches = 3;
constexpr std::size_t kMostBytes = 64;

/// How many letters have to be changed, added or left out (Levenshtein).
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> near_matches(std::string_view text, std::span<const std::string_view> names) {
  if (text.size() < 3 || text.size() > kMostBytes) return {};
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view name : names) {
    const std::size_t apart = name.contains(text) ? 1 : distance(text, name);
    if (apart <= std::max<std::size_t>(2, text.size() / 4)) near.emplace_back(apart, name);
  }
  std::ranges::stable_sort(near, {}, [](const auto& match) { return match.first; });
  std::vector<std::string_view> best;
  for (const auto& [apart, name] : near)
    if (best.size() < kMostMatches) best.push_back(name);
  return best;
}

}  // namespace attesto_cli
