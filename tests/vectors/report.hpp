// What became of the cases of one file of vectors.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::vectors {

/// What a vector asks for, or what we did.
enum class Verdict { accept, refuse };

/// Counts the cases of one file. Every case is told exactly once: judged or skipped.
class FileReport {
 public:
  explicit FileReport(std::string file) : file_(std::move(file)) {}

  /// Compares what the library did with what the vector wants.
  /// @param id    how the file names the case
  /// @param data  the case's input; tells a pinned defect from another case of the same number
  void judge(std::string_view id, std::string_view data, Verdict wanted, Verdict actual);
  /// The same for a computed value.
  void expect(std::string_view id, bool holds, std::string_view what);
  /// Leaves out cases, with the feature that is missing.
  void skip(std::string_view reason, std::size_t cases = 1) { skipped_[std::string(reason)] += cases; }
  /// Leaves out the whole file.
  void skip_file(std::string_view reason) { skip_reason_ = reason; }

  [[nodiscard]] std::size_t agreed() const noexcept { return agreed_; }
  [[nodiscard]] std::size_t judged() const noexcept { return agreed_ + disagreed_.size(); }
  [[nodiscard]] std::size_t skipped() const noexcept;
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  void print(std::ostream& out) const;

 private:
  std::string file_;
  std::size_t agreed_ = 0;
  std::size_t pinned_ = 0;
  std::vector<std::string> disagreed_;
  std::map<std::string, std::size_t> skipped_;
  std::string skip_reason_;
};

}  // namespace attesto::vectors
