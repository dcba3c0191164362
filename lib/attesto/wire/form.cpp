#include "attesto/wire/form.hpp"

#include <algorithm>
#include <utility>

#include "attesto/wire/percent.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto::inline v0 {
namespace {

std::expected<std::string, FormError> decode(std::string_view text) {
  auto decoded = form_decode(text);
  if (!decoded) return std::unexpected(FormError::bad_escape);
  if (decoded->contains('\0') || !is_utf8(*decoded)) return std::unexpected(FormError::bad_text);
  return *std::move(decoded);
}

}  // namespace

std::expected<Form, FormError> Form::parse(std::string_view text, std::span<const std::string_view> repeatable) {
  Form form;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;  // "a=1&&b=2" is common and harmless
    if (form.parameters_.size() == kMaxParameters) return std::unexpected(FormError::too_many_parameters);

    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals));
    if (!name) return std::unexpected(name.error());
    if (name->empty()) return std::unexpected(FormError::empty_name);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!value) return std::unexpected(value.error());

    const bool seen = std::ranges::find(form.parameters_, *name, &Parameter::name) != form.parameters_.end();
    if (seen && std::ranges::find(repeatable, *name) == repeatable.end())
      return std::unexpected(FormError::repeated_parameter);
    form.parameters_.push_back({*std::move(name), *std::move(value)});
  }
  return form;
}

std::optional<std::string_view> Form::find(std::string_view name) const noexcept {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name && !parameter.value.empty()) return parameter.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Form::find_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name && !parameter.value.empty()) values.push_back(parameter.value);
  }
  return values;
}

bool Form::repeats(std::string_view name) const noexcept {
  return std::ranges::count(parameters_, name, &Parameter::name) > 1;
}

}  // namespace attesto::inline v0
