#include "apps/config/toml_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace attestod {
namespace {

/// The only section that there may be several of.
constexpr std::string_view kListedSection = "issuer";

bool is_bare(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// `"listen.port"` in quotes is one key with a dot in it, and no setting of ours.
std::string full_name(const std::string& section, std::string_view key) {
  const std::string name = is_bare(key) ? std::string(key) : '"' + std::string(key) + '"';
  return section.empty() ? name : section + '.' + name;
}

SettingValue array_value(const toml::array& array) {
  std::vector<std::string> texts;
  for (const toml::node& element : array) {
    const auto* text = element.as_string();
    if (!text) return OtherValue{array.is_array_of_tables() ? "an array of sections" : "an array of other values"};
    texts.push_back(text->get());
  }
  return texts;
}

SettingValue scalar_value(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* array = node.as_array()) return array_value(*array);
  return OtherValue{node.is_floating_point() ? "a number with a fraction" : "a date or time"};
}

void flatten(std::vector<Setting>& settings, const toml::table& table, const std::string& section);

/// `[[issuer]]` sections are `issuer[0]`, `issuer[1]` ...
void flatten_sections(std::vector<Setting>& settings, const toml::array& array, const std::string& name) {
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::string section = name + '[' + std::to_string(i) + ']';
    const toml::table& table = *array[i].as_table();
    if (table.empty()) settings.push_back({section, table.source().begin.line, EmptySection{}});
    else flatten(settings, table, section);
  }
}

void flatten(std::vector<Setting>& settings, const toml::table& table, const std::string& section) {
  for (const auto& [key, node] : table) {
    const std::string name = full_name(section, key.str());
    const unsigned line = key.source().begin.line;
    const toml::table* inner = node.as_table();
    const toml::array* array = node.as_array();
    const bool is_list = name == kListedSection && array && array->is_array_of_tables();
    if (is_list) flatten_sections(settings, *array, name);
    else if (!inner) settings.push_back({name, line, scalar_value(node)});
    else if (inner->empty()) settings.push_back({name, line, EmptySection{}});
    else flatten(settings, *inner, name);
  }
}

std::optional<std::string> read_text(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return std::nullopt;
  return std::move(text).str();
}

}  // namespace

std::expected<std::vector<Setting>, ConfigFault> read_toml_file(const std::string& path) {
  const auto text = read_text(path);
  if (!text)
    return std::unexpected(ConfigFault{path, 0, "", "can't be read: " + std::generic_category().message(errno),
                                       "name a readable file with --config"});
  const toml::parse_result parsed = toml::parse(*text, path);
  if (!parsed)
    return std::unexpected(ConfigFault{path, parsed.error().source().begin.line, "",
                                       "is not TOML: " + std::string(parsed.error().description()),
                                       "write it as https://toml.io describes"});
  std::vector<Setting> settings;
  flatten(settings, parsed.table(), "");
  return settings;
}

}  // namespace attestod
