// What is tortured, how much of it, and what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::torture {

/// How much is tried.
struct Size {
  int codes;           ///< that are raced for, on each database
  int histories;       ///< lives of grants, on each store
  int presentations;   ///< of identifiers, on each database
  int daemon_kills;    ///< of attestod, on each database
  int database_kills;  ///< of PostgreSQL
  int outages;         ///< of the database
  int store_rounds;    ///< races of the store kit on SQLite; its other sizes follow
  int limits;          ///< times that files or descriptors run out
};

inline constexpr Size kShort{.codes = 1'000,
                             .histories = 20'000,
                             .presentations = 100'000,
                             .daemon_kills = 100,
                             .database_kills = 20,
                             .outages = 10,
                             .store_rounds = 900,
                             .limits = 4};
inline constexpr Size kLong{.codes = 10'000,
                            .histories = 1'000'000,
                            .presentations = 1'000'000,
                            .daemon_kills = 2'000,
                            .database_kills = 300,
                            .outages = 200,
                            .store_rounds = 20'000,
                            .limits = 40};

/// What was seen.
struct Verdict {
  bool holds;
  std::string figures;
};

/// What a property is checked with.
struct Conditions {
  Size size;
  std::function<void(int done, int total)> progress;
};

/// One promise, or one proof that breaking it would be seen.
struct Property {
  std::string name;
  std::function<Verdict(const Conditions&)> check;
};

/// "holds" if nothing was found, else what was found; the figures in both cases.
[[nodiscard]] inline Verdict verdict(const std::optional<std::string>& finding, const std::string& figures) {
  return {.holds = !finding, .figures = finding ? figures + "; " + *finding : figures};
}

/// The other way round: a control holds if the fault that was put in was found.
[[nodiscard]] inline Verdict caught(const std::optional<std::string>& finding, const std::string& figures) {
  return {.holds = finding.has_value(), .figures = finding ? "caught: " + *finding : "not caught in " + figures};
}

// One list per file.
[[nodiscard]] std::vector<Property> double_spending();
[[nodiscard]] std::vector<Property> grant_histories();
[[nodiscard]] std::vector<Property> replays();
[[nodiscard]] std::vector<Property> daemon_kills();
[[nodiscard]] std::vector<Property> database_kills();
[[nodiscard]] std::vector<Property> outages();
[[nodiscard]] std::vector<Property> exhausted_limits();
[[nodiscard]] std::vector<Property> failing_writes();
[[nodiscard]] std::vector<Property> store_kit();

}  // namespace attesto::torture
