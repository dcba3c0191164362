// Runs the micro-benchmarks and says which goals hold. Each figure is the best of several
// repetitions in random order, in processor time: other programs only ever make a run slower.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "micro/ratios.hpp"

namespace {

using attesto::bench::Ratio;

/// Prints as usual, and keeps the best time of each benchmark.
class BestTimes : public benchmark::ConsoleReporter {
 public:
  BestTimes() : ConsoleReporter(OO_Tabular) {}
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const auto [best, is_new] = best_.try_emplace(run.run_name.function_name, run.GetAdjustedCPUTime());
      if (!is_new) best->second = std::min(best->second, run.GetAdjustedCPUTime());
    }
  }
  [[nodiscard]] const std::map<std::string, double>& best() const noexcept { return best_; }

 private:
  std::map<std::string, double> best_;
};

/// @return how many goals are missed
int print_ratios(const std::map<std::string, double>& best, const std::vector<Ratio>& ratios) {
  int measured = 0;
  int held = 0;
  for (const Ratio& ratio : ratios) {
    const auto subject = best.find(ratio.subject);
    const auto baseline = best.find(ratio.baseline);
    if (subject == best.end() || baseline == best.end()) continue;  // left out by --benchmark_filter
    const double factor = subject->second / baseline->second;
    const bool holds = factor <= ratio.goal;
    std::printf("%-28s %9.2f us = %.3f x %-18s goal %.2f  %s\n", ratio.subject.c_str(), subject->second / 1000, factor,
                ratio.baseline.c_str(), ratio.goal, holds ? "holds" : "MISSED");
    ++measured;
    held += holds ? 1 : 0;
  }
  std::printf("%d of %d hold\n", held, measured);
  return measured - held;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  // Defaults first, so that the command line can change them.
  static char interleave[] = "--benchmark_enable_random_interleaving=true";
  static char repetitions[] = "--benchmark_repetitions=9";
  static char min_time[] = "--benchmark_min_time=0.02";
  arguments.insert(arguments.begin() + 1, {interleave, repetitions, min_time});
  int count = static_cast<int>(arguments.size());
  std::vector<Ratio> ratios;
  attesto::bench::register_token_benchmarks(ratios);
  attesto::bench::register_dpop_benchmarks(ratios);
  attesto::bench::register_parse_benchmarks(ratios);
  benchmark::Initialize(&count, arguments.data());
  BestTimes reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (const auto& [name, nanoseconds] : reporter.best())
    std::printf("%-28s %9.2f us\n", name.c_str(), nanoseconds / 1000);
  return print_ratios(reporter.best(), ratios) == 0 ? 0 : 1;
}
