#include "vectors/report.hpp"

#include <ostream>

#include "vectors/known_defects.hpp"

namespace attesto::vectors {
namespace {

std::string_view name_of(Verdict verdict) { return verdict == Verdict::accept ? "accept" : "refuse"; }

}  // namespace

void FileReport::judge(std::string_view id, std::string_view data, Verdict wanted, Verdict actual) {
  if (const KnownDefect* defect = find_known_defect(file_, id, data)) {
    wanted = defect->wanted;
    ++pinned_;
  }
  if (wanted == actual) {
    ++agreed_;
    return;
  }
  disagreed_.push_back(std::string(id)
                           .append(" (wanted: ")
                           .append(name_of(wanted))
                           .append(", got: ")
                           .append(name_of(actual))
                           .append(")"));
}

void FileReport::expect(std::string_view id, bool holds, std::string_view what) {
  if (holds) ++agreed_;
  else disagreed_.push_back(std::string(id).append(" (").append(what).append(")"));
}

std::size_t FileReport::skipped() const noexcept {
  std::size_t total = 0;
  for (const auto& [reason, cases] : skipped_) total += cases;
  return total;
}

void FileReport::print(std::ostream& out) const {
  out << file_ << ": ";
  if (!skip_reason_.empty()) {
    out << "skipped, " << skip_reason_ << '\n';
    return;
  }
  out << agreed_ << " agree, " << disagreed_.size() << " disagree, " << skipped() << " skipped";
  if (pinned_ > 0) out << "; " << pinned_ << " judged as known defects";
  out << '\n';
  for (const std::string& line : disagreed_) out << "  disagree: " << line << '\n';
  for (const auto& [reason, cases] : skipped_) out << "  skipped " << cases << ": " << reason << '\n';
}

}  // namespace attesto::vectors
