// attesto_torture: shows on real processes and databases that what is spent stays spent and what is
// promised is kept, and that the same checks catch servers that are wrong on purpose.
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "torture/property.hpp"

namespace attesto::torture {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<Property> all_properties() {
  std::vector<Property> all;
  for (auto list : {double_spending(), grant_histories(), replays(), daemon_kills(), database_kills(), outages(),
                    exhausted_limits(), failing_writes(), store_kit()})
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// Killing processes takes nothing from the page cache, so a folder in memory proves as much as a
/// disk, in a fraction of the time.
std::string default_folder() {
  constexpr const char* kMemory = "/dev/shm";
  constexpr std::uint64_t kEnough = 2ULL << 30U;
  struct statvfs space{};
  if (::access(kMemory, W_OK) == 0 && ::statvfs(kMemory, &space) == 0 && space.f_bavail * space.f_frsize >= kEnough)
    return kMemory;
  return std::filesystem::temp_directory_path();
}

/// A line on standard error that says how far it is: at most four a second to a person, one in ten
/// seconds to a file.
class Progress {
 public:
  explicit Progress(std::string name) : name_(std::move(name)) { show(" ..."); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (to_person_) std::cerr << "\r\033[K" << std::flush;
  }

  void show(int done, int total) {
    if (Clock::now() < next_) return;
    show(": " + std::to_string(done) + " of " + std::to_string(total));
  }

 private:
  void show(const std::string& what) {
    next_ = Clock::now() + (to_person_ ? std::chrono::milliseconds{250} : std::chrono::milliseconds{10'000});
    std::cerr << (to_person_ ? "\r\033[K" : "") << name_ << what << (to_person_ ? "" : "\n") << std::flush;
  }

  const std::string name_;
  const bool to_person_ = ::isatty(STDERR_FILENO) == 1;
  Clock::time_point next_{};
};

Verdict check(const Property& property, const Size& size) {
  Progress progress(property.name);
  try {
    return property.check({.size = size, .progress = [&](int done, int total) { progress.show(done, total); }});
  } catch (const std::exception& failure) {
    return {.holds = false, .figures = std::string("it could not be checked: ") + failure.what()};
  }
}

int run(int argc, char** argv) {
  bool is_short = false;
  bool list = false;
  std::string only;
  std::string folder = default_folder();
  CLI::App app("attesto_torture - races, kills, outages and full disks, and proof that they would be seen");
  app.add_flag("--short", is_short, "the sizes of a CI run: minutes instead of hours");
  app.add_option("--only", only, "properties with this in their name");
  app.add_flag("--list", list, "name the properties");
  app.add_option("--folder", folder, "where databases are put while it lasts")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  ::setenv("TMPDIR", folder.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): nobody else runs yet
  // What the tests' own parts expect and don't find ends a property, as a finding.
  GTEST_FLAG_SET(throw_on_failure, true);

  int checked = 0;
  int held = 0;
  for (const Property& property : all_properties()) {
    if (!property.name.contains(only)) continue;
    ++checked;
    if (list) {
      std::cout << property.name << '\n';
      continue;
    }
    const auto begin = Clock::now();
    const Verdict seen = check(property, is_short ? kShort : kLong);
    if (seen.holds) ++held;
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin).count();
    std::cout << (seen.holds ? "holds   " : "BROKEN  ") << property.name << ": " << seen.figures << " (" << took
              << " s)\n"
              << std::flush;
  }
  if (list) return 0;
  std::cout << held << " of " << checked << " hold\n" << std::flush;
  return checked > 0 && held == checked ? 0 : 1;
}

}  // namespace
}  // namespace attesto::torture

int main(int argc, char** argv) { return attesto::torture::run(argc, argv); }
