// Random histories of commits, compared with the model after every step.
#include <array>
#include <random>

#include "adapters/store_check/model.hpp"
#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

constexpr int kKeys = 6;
constexpr int kFamilies = 2;
constexpr int kHours = 4;
constexpr int kSteps = 40;
constexpr int kNoFamily = -1;

/// One step by numbers, so that a history can be run again under other keys.
struct Step {
  struct ClaimStep {
    int key;
    bool revoke_on_loss;
  };
  struct RecordStep {
    int key;
    int family;
    int hour;
  };
  bool sweep = false;  ///< removes what expired before `hour`; else it is a commit
  int hour = 0;
  std::vector<ClaimStep> claims{};
  std::vector<RecordStep> records{};
  std::vector<int> revoke{};
};
using History = std::vector<Step>;

Instant hour(int number) { return Trial::kSoon + std::chrono::hours{number}; }

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 to sides-1.
  int operator()(int sides) { return static_cast<int>(engine_() % static_cast<unsigned>(sides)); }

 private:
  std::mt19937_64 engine_;
};

// Most commits are what the server does (claim one, insert one); some are what no server would do.
Step random_step(Dice& dice) {
  Step step{.sweep = dice(12) == 0, .hour = dice(kHours)};
  if (step.sweep) return step;
  const int claims = dice(3);
  for (int i = 0; i < claims; ++i) step.claims.push_back({dice(kKeys), dice(2) == 0});
  const int records = dice(3);
  for (int i = 0; i < records; ++i)
    step.records.push_back({dice(kKeys), dice(kFamilies + 1) + kNoFamily, dice(kHours)});
  if (dice(6) == 0) step.revoke.push_back(dice(kFamilies));
  return step;
}

History random_history(std::uint64_t seed) {
  Dice dice(seed);
  History history;
  for (int i = 0; i < kSteps; ++i) history.push_back(random_step(dice));
  return history;
}

std::string to_text(const Step& step) {
  if (step.sweep) return "sweep before " + std::to_string(step.hour);
  std::string text = "commit";
  for (const auto& claim : step.claims)
    text += " claim " + std::to_string(claim.key) + (claim.revoke_on_loss ? " or revoke" : "");
  for (const auto& record : step.records) {
    text += " insert " + std::to_string(record.key);
    if (record.family != kNoFamily) text += " of family " + std::to_string(record.family);
    text += " until " + std::to_string(record.hour);
  }
  for (const int family : step.revoke) text += " revoke family " + std::to_string(family);
  return text;
}

/// Runs histories on the store and on a model, each under keys of its own.
class Comparison {
 public:
  explicit Comparison(Trial& trial) : trial_(trial) {}

  /// @return the first difference
  [[nodiscard]] std::optional<std::string> run(const History& history) {
    ++attempt_;
    Model model;
    for (std::size_t i = 0; i < history.size(); ++i) {
      auto difference = take(history[i], model);
      if (!difference) difference = compare(model);
      if (difference) return *difference + " after step " + std::to_string(i + 1);
    }
    return std::nullopt;
  }

  /// Leaves out every step that the difference does not need.
  [[nodiscard]] History shrink(History history) {
    for (std::size_t i = history.size(); i-- > 0;) {
      History shorter = history;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
      if (run(shorter)) history = std::move(shorter);
    }
    return history;
  }

 private:
  [[nodiscard]] RecordKey key(int number) const {
    const RecordKind kind = number % 2 == 0 ? RecordKind::refresh_token : RecordKind::authorization_code;
    return trial_.key(kind, {attempt_, number / 2});
  }
  [[nodiscard]] FamilyId family(int number) const {
    return trial_.family(std::to_string(attempt_) + " " + std::to_string(number));
  }

  [[nodiscard]] Commit commit_of(const Step& step) const {
    Commit commit{.remember_revoked_until = hour(step.hour)};
    for (const auto& claim : step.claims)
      commit.claims.push_back({.key = key(claim.key), .revoke_on_loss = claim.revoke_on_loss});
    for (const auto& record : step.records)
      commit.records.push_back(Trial::record(
          key(record.key), record.family == kNoFamily ? std::nullopt : std::optional(family(record.family)),
          hour(record.hour)));
    for (const int number : step.revoke) commit.revoke.push_back(family(number));
    return commit;
  }

  [[nodiscard]] std::optional<std::string> take(const Step& step, Model& model) {
    if (step.sweep) {
      model.remove_expired(hour(step.hour));
      while (trial_.remove(hour(step.hour), 1000) == 1000) continue;
      return std::nullopt;
    }
    const Commit commit = commit_of(step);
    const CommitResult wanted{model.commit(commit)};
    const CommitResult got = trial_.store().commit(commit);
    if (to_string(got) == to_string(wanted)) return std::nullopt;
    return "the store says " + to_string(got) + ", the contract " + to_string(wanted);
  }

  [[nodiscard]] std::optional<std::string> compare(const Model& model) {
    for (int number = 0; number < kKeys; ++number) {
      const auto wanted = model.find(key(number));
      const auto got = trial_.find(key(number));
      if (got.has_value() != wanted.has_value())
        return "record " + std::to_string(number) + (got ? " should be gone" : " is missing");
      if (!got) continue;
      if (got->consumed != wanted->consumed) return "record " + std::to_string(number) + " is wrongly (not) consumed";
      if (got->family_revoked != wanted->family_revoked)
        return "record " + std::to_string(number) + " is wrongly (not) revoked";
      if (got->family != wanted->family || got->expires_at != wanted->expires_at || got->body != wanted->body)
        return "record " + std::to_string(number) + " has changed";
    }
    for (int number = 0; number < kFamilies; ++number) {
      const auto got = trial_.store().is_revoked(family(number));
      if (got != model.is_revoked(family(number)))
        return "family " + std::to_string(number) + " is wrongly (not) revoked";
    }
    return std::nullopt;
  }

  Trial& trial_;
  int attempt_ = 0;
};

void random_histories_end_as_the_contract_says(Trial& trial) {
  Comparison comparison(trial);
  for (int i = 0; i < trial.size().histories && !trial.broken(); ++i) {
    const std::uint64_t seed = trial.seed() + static_cast<std::uint64_t>(i);
    const History history = random_history(seed);
    if (const auto difference = comparison.run(history)) {
      const History shortest = comparison.shrink(history);
      std::string story = comparison.run(shortest).value_or(*difference) + " of seed " + std::to_string(seed) + ":";
      for (const Step& step : shortest) story += " [" + to_text(step) + "]";
      trial.expect(false, story);
    }
    trial.progress(i + 1, trial.size().histories);
  }
}

constexpr std::array kRules = {
    StoreProperty{"random_histories_end_as_the_contract_says", random_histories_end_as_the_contract_says},
};

}  // namespace

std::span<const StoreProperty> histories() { return kRules; }

}  // namespace attesto::inline v0
