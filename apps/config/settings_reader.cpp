#include "apps/config/settings_reader.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "apps/config/edit_distance.hpp"
#include "attesto/base/overloaded.hpp"

namespace attestod {
namespace {

std::string type_name(const SettingValue& value) {
  return std::visit(attesto::Overloaded{
                        [](bool) -> std::string { return "a boolean"; },
                        [](std::int64_t) -> std::string { return "a number"; },
                        [](const std::string&) -> std::string { return "a string"; },
                        [](const std::vector<std::string>&) -> std::string { return "an array of strings"; },
                        [](EmptySection) -> std::string { return "a section"; },
                        [](const OtherValue& other) { return other.type; },
                    },
                    value);
}

std::string_view last_part(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

/// Two letters wrong, or the right name in the wrong section.
bool is_near(std::string_view typed, std::string_view known) {
  constexpr std::size_t kTypos = 2;
  return edit_distance(typed, known) <= kTypos || last_part(typed) == last_part(known) ||
         (known.contains('.') && edit_distance(typed, last_part(known)) <= kTypos);
}

}  // namespace

const Setting* SettingsReader::find(std::string_view key) const {
  const auto found = std::ranges::find(settings_, key, &Setting::key);
  return found == settings_.end() ? nullptr : &*found;
}

void SettingsReader::add_fault(std::string_view key, std::string fault, std::string_view cure) {
  const Setting* setting = find(key);
  faults_.push_back({file_, setting ? setting->line : 0, whole_name(key), std::move(fault), std::string(cure)});
}

std::string SettingsReader::whole_name(std::string_view key) const {
  return section_.empty() ? std::string(key) : section_ + '.' + std::string(key);
}

bool SettingsReader::has_fault(std::string_view key) const {
  return std::ranges::find(faults_, whole_name(key), &ConfigFault::key) != faults_.end();
}

std::vector<SettingsReader> SettingsReader::take_sections(std::string_view name) {
  std::vector<SettingsReader> sections;
  for (;;) {
    const std::string section = std::string(name) + '[' + std::to_string(sections.size()) + ']';
    const auto is_inside = [&](const Setting& setting) { return setting.key.starts_with(section); };
    const auto inside = std::ranges::stable_partition(settings_, std::not_fn(is_inside));
    if (inside.empty()) return sections;
    std::vector<Setting> taken(std::make_move_iterator(inside.begin()), std::make_move_iterator(inside.end()));
    settings_.erase(inside.begin(), inside.end());
    // An empty section is a setting of its own, without a name.
    std::erase_if(taken, [&](const Setting& setting) { return setting.key == section; });
    for (Setting& setting : taken) setting.key.erase(0, section.size() + 1);
    sections.emplace_back(file_, std::move(taken), section);
  }
}

template <class T>
std::optional<T> SettingsReader::read(std::string_view key, std::string_view cure) {
  known_.emplace_back(key);
  const Setting* setting = find(key);
  if (!setting) return std::nullopt;
  if (const T* value = std::get_if<T>(&setting->value)) return *value;
  add_fault(key, "is " + type_name(setting->value), cure);
  return std::nullopt;
}

std::optional<bool> SettingsReader::flag(std::string_view key) { return read<bool>(key, "write true or false"); }

std::optional<std::int64_t> SettingsReader::integer(std::string_view key, Range range, std::string_view unit) {
  std::string cure = "write a whole number from " + std::to_string(range.least) + " to " + std::to_string(range.most);
  if (!unit.empty()) cure.append(" (").append(unit).append(")");
  const auto value = read<std::int64_t>(key, cure);
  if (!value || (*value >= range.least && *value <= range.most)) return value;
  add_fault(key, "is " + std::to_string(*value), cure);
  return std::nullopt;
}

std::optional<std::string> SettingsReader::text(std::string_view key, std::string_view cure) {
  auto value = read<std::string>(key, cure);
  if (!value || !value->empty()) return value;
  add_fault(key, "is empty", cure);
  return std::nullopt;
}

std::optional<std::string> SettingsReader::required_text(std::string_view key, std::string_view cure) {
  if (!has(key)) add_fault(key, "is missing", cure);
  return text(key, cure);
}

std::optional<std::vector<std::string>> SettingsReader::texts(std::string_view key, std::string_view cure) {
  return read<std::vector<std::string>>(key, cure);
}

bool SettingsReader::is_section(std::string_view key) const {
  return std::ranges::any_of(known_, [&](std::string_view known) {
    return known.starts_with(key) && known.substr(key.size()).starts_with('.');
  });
}

std::string SettingsReader::unknown_cure(std::string_view key) const {
  const auto nearest = std::ranges::min_element(
      known_, {}, [&](const std::string& known) { return std::pair(!is_near(key, known), edit_distance(key, known)); });
  if (nearest != known_.end() && is_near(key, *nearest)) return "did you mean " + *nearest + "?";
  return "remove it; attestod.example.toml has every setting";
}

void SettingsReader::report_unknown() {
  for (const Setting& setting : settings_) {
    if (std::ranges::find(known_, setting.key) != known_.end()) continue;
    if (!is_section(setting.key)) {
      add_fault(setting.key, "is not a known setting", unknown_cure(setting.key));
    } else if (!std::holds_alternative<EmptySection>(setting.value)) {
      add_fault(setting.key, "is " + type_name(setting.value), "write [" + setting.key + "] and its settings below");
    }
  }
}

std::vector<ConfigFault> SettingsReader::finish() {
  report_unknown();
  std::ranges::stable_sort(faults_, {}, &ConfigFault::line);
  return std::move(faults_);
}

}  // namespace attestod
