// Configuration faults, collected so that one run shows every one of them.
#pragma once

#include <string>
#include <vector>

namespace attesto::inline v0 {

/// One fault: which option, what is wrong with it, and what to do about it.
struct Problem {
  std::string option;  ///< full name, e.g. `access_token.lifetime`
  std::string fault;   ///< what is wrong; never contains a secret value
  std::string cure;    ///< what to write instead
};

/// Every fault that was found, in the order of the checks.
using Problems = std::vector<Problem>;

}  // namespace attesto::inline v0
