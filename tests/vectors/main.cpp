// attesto_vectors [DIR]: judges every file of published test vectors in a folder.
//
// DIR is the first argument, else $ATTESTO_VECTORS_DIR, else what CMake's option of that name says.
// Exit status: 0 if nothing disagrees, 1 if something does, 2 if a file can't be read.
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <vector>

#include "vectors/families.hpp"
#include "vectors/known_defects.hpp"

namespace attesto::vectors {
namespace {

namespace fs = std::filesystem;

fs::path choose_folder(int argc, char** argv) {
  if (argc > 1) return argv[1];
  const char* named = std::getenv("ATTESTO_VECTORS_DIR");
  return named && *named ? named : ATTESTO_VECTORS_DIR;
}

std::vector<VectorFile> list_files(const fs::path& folder, const Family& family) {
  std::vector<VectorFile> files;
  if (!fs::is_directory(folder / family.folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / family.folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != family.extension) continue;
    files.push_back({entry.path(), fs::relative(entry.path(), folder).generic_string()});
  }
  std::ranges::sort(files, {}, &VectorFile::name);
  return files;
}

struct Totals {
  std::size_t agreed = 0;
  std::size_t judged = 0;
  std::size_t skipped = 0;
  std::size_t unreadable = 0;
};

void judge_family(const fs::path& folder, const Family& family, Totals& totals) {
  const std::vector<VectorFile> files = list_files(folder, family);
  if (files.empty()) std::cout << family.folder << "/: skipped, there are no such files in this folder\n";
  for (const VectorFile& file : files) {
    FileReport report(file.name);
    try {
      family.judge(file, report);
    } catch (const std::exception& failure) {
      std::cout << file.name << ": unreadable, " << failure.what() << '\n';
      ++totals.unreadable;
      continue;
    }
    report.print(std::cout);
    totals.agreed += report.agreed();
    totals.judged += report.judged();
    totals.skipped += report.skipped();
  }
}

int run(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    std::cout << "skipped: there is no folder " << folder.generic_string()
              << " (name one as argument or in ATTESTO_VECTORS_DIR)\n"
              << "0 of 0 hold\n";
    return 0;
  }
  Totals totals;
  for (const Family& family : kFamilies) judge_family(folder, family, totals);
  print_known_defects(std::cout);
  if (totals.skipped > 0) std::cout << totals.skipped << " skipped\n";
  std::cout << totals.agreed << " of " << totals.judged << " hold\n";
  if (totals.unreadable > 0) return 2;
  return totals.agreed == totals.judged ? 0 : 1;
}

}  // namespace
}  // namespace attesto::vectors

int main(int argc, char** argv) { return attesto::vectors::run(attesto::vectors::choose_folder(argc, argv)); }
