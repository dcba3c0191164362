#include "apps/config/key_settings.hpp"

#include <chrono>
#include <optional>
#include <string>

#include "adapters/key_store/key_timeline.hpp"
#include "apps/config/duration_text.hpp"
#include "apps/config/settings_reader.hpp"
#include "apps/config/store_settings.hpp"

namespace attestod {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kYear = 365 * 24 * 3600;

attesto::Algorithm read_default_algorithm(SettingsReader& settings) {
  constexpr std::string_view kCure = R"(write "ES256", "ES384", "ES512", "EdDSA", "PS256" or "RS256")";
  const auto name = settings.text("keys.default_algorithm", kCure);
  if (!name) return attesto::Algorithm::ES256;
  const auto algorithm = attesto::parse_algorithm(*name);
  if (!algorithm) settings.add_fault("keys.default_algorithm", "is no signature algorithm", kCure);
  return algorithm.value_or(attesto::Algorithm::ES256);
}

/// @return nothing if the setting is absent or faulty
std::optional<seconds> read_duration(SettingsReader& settings, std::string_view key, std::string_view cure) {
  const auto text = settings.text(key, cure);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) settings.add_fault(key, "is no duration", cure);
  return duration;
}

attesto::RotationPlan read_rotation(SettingsReader& settings) {
  constexpr std::string_view kEvery = "keys.rotate_every";
  constexpr std::string_view kFor = "keys.announce_for";
  constexpr seconds kLeast = std::chrono::floor<seconds>(attesto::kShortestAnnouncement);
  constexpr seconds kMost{kYear};
  const std::string for_cure = "write a duration from \"" + to_text(kLeast) + "\" to \"" + to_text(kMost) +
                               "\": clients have to see a key before it signs";
  attesto::RotationPlan plan;
  const auto every = read_duration(settings, kEvery, R"(write a duration, e.g. "90d", or "0" for no rotation)");
  const auto announce = read_duration(settings, kFor, for_cure);
  if (every) plan.rotate_every = *every;
  if (announce) plan.announce_for = *announce;
  if (announce && (*announce < kLeast || *announce > kMost)) {
    settings.add_fault(kFor, "is " + to_text(*announce), for_cure);
    return {};
  }
  // At most three keys of an algorithm are published: one retained, one signing, one announced.
  const auto least = std::chrono::floor<seconds>(plan.announce_for + attesto::kKeyRetention);
  const bool rotates = plan.rotate_every > seconds{0};
  if (rotates && plan.rotate_every < least)
    settings.add_fault(every ? kEvery : kFor,
                       every ? "is shorter than keys.announce_for and the life of a token together"
                             : "leaves too little of keys.rotate_every",
                       "make keys.rotate_every at least \"" + to_text(least) + "\", or keys.announce_for shorter");
  return plan;
}

}  // namespace

KeySettings read_keys(SettingsReader& settings) {
  return {.master_key_file = read_path(settings, "keys.master_key_file", R"(name a file, e.g. "master.key")"),
          .default_algorithm = read_default_algorithm(settings),
          .rotation = read_rotation(settings)};
}

}  // namespace attestod
