// How much slower a benchmark may be than another one of the same run.
#pragma once

#include <string>
#include <vector>

namespace attesto::bench {

struct Ratio {
  std::string subject;
  std::string baseline;
  double goal;
};

void register_token_benchmarks(std::vector<Ratio>& ratios);
void register_dpop_benchmarks(std::vector<Ratio>& ratios);
void register_parse_benchmarks(std::vector<Ratio>& ratios);

}  // namespace attesto::bench
