// Values are text, limits hold, and any text comes back from its encoding.
#include "attesto/wire/form.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "attesto/wire/percent.hpp"
#include "attesto/wire/utf8.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

bool is_text(std::string_view value) { return is_utf8(value) && !value.contains('\0'); }

void check_accepted(std::string_view text) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};
  const auto strict = Form::parse(text);
  const auto form = Form::parse(text, kRepeatable);
  fuzz::require(!strict || form, "allowing a repetition refused a form");
  if (!form) return;
  const auto resources = form->find_all("resource");
  fuzz::require(resources.size() <= Form::kMaxParameters, "more values than parameters");
  fuzz::require(std::ranges::all_of(resources, is_text), "a value that is no text");
  for (const std::string_view name : {"grant_type", "code", "scope", "a"}) {
    const auto value = form->find(name);
    fuzz::require(!value || (!value->empty() && is_text(*value)), "a value that is empty or no text");
    fuzz::require(form->find_all(name).size() <= 1, "a parameter twice");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_accepted(text);
  const auto form = Form::parse("x=" + percent_encode(text));
  fuzz::require(form.has_value() == is_text(text), "an encoded value is taken exactly if it is text");
  if (form && !text.empty()) fuzz::require(form->find("x") == text, "an encoded value does not come back");
  return 0;
}
