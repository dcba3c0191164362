// Runs the built binary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attesto::test {

struct ProcessResult {
  int exit_code;    ///< -1: it did not end by itself
  std::string out;  ///< standard output
  std::string err;  ///< standard error; at a terminal everything is in `out`
};

/// Runs `attesto ARGUMENTS` without a terminal.
/// @param folder  where it runs, and where its output is kept meanwhile
[[nodiscard]] ProcessResult run_attesto(const std::string& folder, const std::vector<std::string>& arguments,
                                        std::string_view input = "");

/// One question at a terminal and what is typed in return.
struct Dialogue {
  std::string question;
  std::string answer;
};

/// Runs `attesto ARGUMENTS` at a terminal of its own, where somebody types.
[[nodiscard]] ProcessResult run_attesto_at_terminal(const std::vector<std::string>& arguments,
                                                    const std::vector<Dialogue>& dialogue);

}  // namespace attesto::test
