#include "apps/config/duration_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace attestod {
namespace {

using std::chrono::seconds;

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits = {
    {{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}}};
constexpr std::int64_t kMost = std::int64_t{100} * 366 * 86400;

}  // namespace

std::optional<seconds> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (number == 0 && rest.empty()) return seconds{0};
  const auto* unit = std::ranges::find(kUnits, rest, &std::pair<std::string_view, std::int64_t>::first);
  if (unit == kUnits.end() || number > kMost / unit->second) return std::nullopt;
  return seconds{number * unit->second};
}

std::string to_text(seconds duration) {
  if (duration == seconds{0}) return "0";
  const auto* unit = std::ranges::find_if(kUnits, [&](const auto& one) { return duration.count() % one.second == 0; });
  return std::to_string(duration.count() / unit->second).append(unit->first);
}

}  // namespace attestod
