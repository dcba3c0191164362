// Two other parsers as oracle: what we accept, nlohmann::json and Boost.JSON accept with the same value.
#include "attesto/wire/json.hpp"

#include <boost/json/src.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "attesto/wire/json_writer.hpp"
#include "attesto/wire/utf8.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

bool equal(const Json& ours, const nlohmann::json& theirs) {
  if (ours.is_null()) return theirs.is_null();
  if (const bool* flag = ours.boolean()) return theirs.is_boolean() && theirs.get<bool>() == *flag;
  if (const std::int64_t* number = ours.integer())
    return theirs.is_number_integer() && theirs.get<std::int64_t>() == *number;
  if (const double* fraction = ours.fraction()) return theirs.is_number_float() && theirs.get<double>() == *fraction;
  if (const std::string* text = ours.string())
    return theirs.is_string() && theirs.get_ref<const std::string&>() == *text;
  if (const Json::Array* elements = ours.array()) {
    if (!theirs.is_array() || theirs.size() != elements->size()) return false;
    for (std::size_t i = 0; i < elements->size(); ++i)
      if (!equal((*elements)[i], theirs[i])) return false;
    return true;
  }
  if (!theirs.is_object() || theirs.size() != ours.object()->size()) return false;
  for (const auto& [name, value] : *ours.object()) {
    const auto found = theirs.find(name);
    if (found == theirs.end() || !equal(value, *found)) return false;
  }
  return true;
}

/// Boost.JSON 1.81 rounds fractions in a way of its own, by a few units in the last place, and loses
/// itself where a huge power of ten meets a zero (0e400) or the largest double is near. nlohmann::json
/// compares exactly, so nothing is lost.
bool is_close(double left, double right) {
  if (left == 0 || (std::isinf(right) && std::abs(left) > 1.7976e308)) return true;
  return std::abs(left - right) <= std::abs(left) * 1e-14 + 1e-300;
}

bool equal(const Json& ours, const boost::json::value& theirs) {
  if (ours.is_null()) return theirs.is_null();
  if (const bool* flag = ours.boolean()) return theirs.is_bool() && theirs.get_bool() == *flag;
  if (const std::int64_t* number = ours.integer()) return theirs.is_int64() && theirs.get_int64() == *number;
  if (const double* fraction = ours.fraction()) return theirs.is_double() && is_close(*fraction, theirs.get_double());
  if (const std::string* text = ours.string())
    return theirs.is_string() && std::string_view(theirs.get_string()) == std::string_view(*text);
  if (const Json::Array* elements = ours.array()) {
    if (!theirs.is_array() || theirs.get_array().size() != elements->size()) return false;
    for (std::size_t i = 0; i < elements->size(); ++i)
      if (!equal((*elements)[i], theirs.get_array()[i])) return false;
    return true;
  }
  if (!theirs.is_object() || theirs.get_object().size() != ours.object()->size()) return false;
  for (const auto& [name, value] : *ours.object()) {
    const boost::json::value* found = theirs.get_object().if_contains(name);
    if (!found || !equal(value, *found)) return false;
  }
  return true;
}

void compare_parsers(std::string_view text, const Json& json) {
  const auto theirs = nlohmann::json::parse(text, nullptr, false);
  fuzz::require(!theirs.is_discarded() && equal(json, theirs), "nlohmann::json reads something else");
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 64;
  const auto boost_value = boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error == boost::json::error::exponent_overflow) return;
  fuzz::require(!error && equal(json, boost_value), "Boost.JSON reads something else");
}

/// Any bytes become a JSON string that parses; UTF-8 without NUL comes back as it was.
void write_string(std::string_view text) {
  std::string written;
  append_json_string(written, text);
  const auto back = Json::parse(written, {.bytes = written.size()});
  if (text.contains('\0')) return;
  fuzz::require(back && back->string(), "a written string does not parse");
  if (is_utf8(text)) fuzz::require(*back->string() == text, "a written string does not come back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  write_string(text);
  const auto json = Json::parse(text);
  if (!json) return 0;
  compare_parsers(text, *json);
  const std::string written = json->write();
  const auto again = Json::parse(written, {.bytes = written.size()});
  fuzz::require(again && *again == *json, "what is written is not what was read");
  return 0;
}
