#include "adapters/registry/text_list.hpp"

#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

std::string write_text_list(const std::vector<std::string>& texts) {
  return Json(Json::Array(texts.begin(), texts.end())).write();
}

std::optional<std::vector<std::string>> parse_text_list(std::string_view json) {
  const auto parsed = Json::parse(json);
  if (!parsed || !parsed->array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const Json& element : *parsed->array()) {
    if (!element.string()) return std::nullopt;
    texts.push_back(*element.string());
  }
  return texts;
}

}  // namespace attesto::inline v0
