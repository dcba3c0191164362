// attesto store-check
#include "adapters/store_check/store_check.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "apps/attesto/commands.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto_cli {
namespace {

using attesto::StoreCheckOptions;
using attesto::StoreProperty;

/// Ten minutes and more, where the default takes a few seconds.
constexpr attesto::StoreCheckSize kLong{
    .rounds = 2'000, .histories = 10'000, .contested = 1'000, .racers = 100, .duplicates = 25'000, .kills = 200};

struct Verdict {
  std::string_view name;
  std::optional<std::string> finding;
};

/// Names read as sentences.
std::string spoken(std::string_view name) {
  std::string sentence(name);
  std::ranges::replace(sentence, '_', ' ');
  return sentence;
}

/// One line that is written over again, where somebody looks at it.
class ProgressLine {
 public:
  void show(std::string_view name, int done, int total) const {
    if (!visible_) return;
    std::cerr << "\r\033[K" << spoken(name) << ": " << done << " of " << total << std::flush;
  }
  void clear() const {
    if (visible_) std::cerr << "\r\033[K" << std::flush;
  }

 private:
  bool visible_ = ::isatty(STDERR_FILENO) != 0;
};

void report(const Program& program, const std::vector<Verdict>& verdicts, std::int64_t holding) {
  if (!program.json) {
    program.print(std::to_string(holding) + " of " + std::to_string(verdicts.size()) + " hold");
    return;
  }
  program.print_json([&](attesto::JsonWriter& json) {
    json.name("properties").begin_array();
    for (const Verdict& verdict : verdicts) {
      json.begin_object().member("name", verdict.name).member("holds", !verdict.finding);
      if (verdict.finding) json.member("finding", *verdict.finding);
      json.end_object();
    }
    json.end_array().member("hold", holding).member("of", static_cast<std::int64_t>(verdicts.size()));
  });
}

Done check(Program& program, const std::string& database, StoreCheckOptions options) {
  program.store = database;
  ATTESTO_TRY(storage, program.find_storage());
  const attesto::StoreUnderCheck store{.open = [&] { return attestod::open_store(storage); }};
  // Forks later, so nothing of it may stay open.
  if (const auto opened = store.open(); !opened) return std::unexpected(usage(opened.error()));
  const ProgressLine progress;
  std::vector<Verdict> verdicts;
  for (const StoreProperty& property : attesto::store_properties()) {
    progress.show(property.name, 0, 1);
    options.on_progress = [&](int done, int total) { progress.show(property.name, done, total); };
    verdicts.push_back({property.name, attesto::check_property(property, store, options)});
    progress.clear();
    const auto& finding = verdicts.back().finding;
    if (!program.json)
      program.print((finding ? "BROKEN  " : "holds   ") + spoken(property.name) +
                    (finding ? ": " + *finding : std::string()));
  }
  const auto holding = std::ranges::count_if(verdicts, [](const Verdict& verdict) { return !verdict.finding; });
  report(program, verdicts, holding);
  if (holding == std::ssize(verdicts)) return {};
  return std::unexpected(refused("the store breaks its contract"));
}

}  // namespace

void add_store_check_command(CLI::App& app, Program& program) {
  struct Options {
    std::string database;
    bool is_long = false;
    std::uint64_t seed = 1;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "store-check",
      "Checks every promise of a store: rules, random histories, races of threads and processes, kill -9");
  command->add_option("DATABASE", options->database, "a migrated database that serves nobody: a file, or a DSN")
      ->required();
  command->add_flag("--long", options->is_long, "try much more of everything; takes ten minutes and more");
  command->add_option("--seed", options->seed, "of what is random")->capture_default_str();
  command->callback([&program, options] {
    program.choose([&program, options] {
      StoreCheckOptions check_options{.seed = options->seed};
      if (options->is_long) check_options.size = kLong;
      return check(program, options->database, std::move(check_options));
    });
  });
}

}  // namespace attesto_cli
