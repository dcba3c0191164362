// Published vectors whose label we don't follow: the one place where a verdict depends on an id.
#pragma once

#include <string_view>

#include "vectors/report.hpp"

namespace attesto::vectors {

struct KnownDefect {
  std::string_view file;    ///< path inside the folder of vectors
  std::string_view id;      ///< as the file names the case
  std::string_view sha256;  ///< first 16 hexadecimal digits of the digest of the case's input
  Verdict wanted;           ///< what we hold to be right
  std::string_view reason;
};

/// The entry for this case; a null pointer for a case that only shares its number with one.
[[nodiscard]] const KnownDefect* find_known_defect(std::string_view file, std::string_view id, std::string_view data);

/// Prints the table, so that a run shows what it was lenient about.
void print_known_defects(std::ostream& out);

}  // namespace attesto::vectors
