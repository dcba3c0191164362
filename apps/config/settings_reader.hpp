// Takes settings one by one and remembers every fault.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/toml_file.hpp"

namespace attestod {

/// Whole numbers that a setting may have.
struct Range {
  std::int64_t least;
  std::int64_t most;
};

/// Reads settings by name. Every read answers with nothing if the setting is absent or faulty, adds
/// what is wrong to the faults, and lets the next one go on.
class SettingsReader {
 public:
  SettingsReader(std::string file, std::vector<Setting> settings, std::string section = {})
      : file_(std::move(file)), section_(std::move(section)), settings_(std::move(settings)) {}

  /// Takes the settings of `[[name]]` sections out of this reader, one reader for each. Their settings go by
  /// the names that they have in the section; their faults by the whole name, e.g. `issuer[0].url`.
  [[nodiscard]] std::vector<SettingsReader> take_sections(std::string_view name);
  /// The file that this is about.
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// The section that this is about, e.g. `issuer[0]`; empty: the file.
  [[nodiscard]] const std::string& section() const noexcept { return section_; }

  [[nodiscard]] std::optional<bool> flag(std::string_view key);
  /// @param unit  what the number counts, e.g. "seconds"; may be empty
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, Range range, std::string_view unit = "");
  /// @param cure  what is expected, for a person
  [[nodiscard]] std::optional<std::string> text(std::string_view key, std::string_view cure);
  /// Like text(), but absence is a fault.
  [[nodiscard]] std::optional<std::string> required_text(std::string_view key, std::string_view cure);
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key, std::string_view cure);

  /// Whether the file has the setting, faulty or not.
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  /// Whether a fault of the setting was added.
  [[nodiscard]] bool has_fault(std::string_view key) const;
  /// Adds a fault of this setting, at its line.
  void add_fault(std::string_view key, std::string fault, std::string_view cure);
  /// Call after the last read: whatever was not asked for is a fault.
  /// @return all faults in the order of the file, absent settings first
  [[nodiscard]] std::vector<ConfigFault> finish();

 private:
  [[nodiscard]] const Setting* find(std::string_view key) const;
  template <class T>
  [[nodiscard]] std::optional<T> read(std::string_view key, std::string_view cure);
  void report_unknown();
  [[nodiscard]] bool is_section(std::string_view key) const;
  [[nodiscard]] std::string unknown_cure(std::string_view key) const;

  [[nodiscard]] std::string whole_name(std::string_view key) const;

  std::string file_;
  std::string section_;
  std::vector<Setting> settings_;
  std::vector<std::string> known_;
  std::vector<ConfigFault> faults_;
};

}  // namespace attestod
