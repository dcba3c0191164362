// How both metadata documents write a member: empty ones are left out - RFC 8414 §3.2, RFC 9728 §3.2.
#pragma once

#include <functional>
#include <iterator>
#include <string_view>

#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// The wire value of an enumerator, for write_list().
inline constexpr auto kWireName = [](auto enumerator) -> std::string_view { return to_string(enumerator); };

/// A member with a text.
inline void write_text(JsonWriter& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.member(name, text);
}

/// A member with an array: "Claims with zero elements MUST be omitted from the response."
/// @param text_of  makes a text of an entry
template <class List, class TextOf = std::identity>
void write_list(JsonWriter& out, std::string_view name, const List& list, TextOf text_of = {}) {
  if (std::empty(list)) return;
  out.name(name).begin_array();
  for (const auto& entry : list) out.value(std::string_view(std::invoke(text_of, entry)));
  out.end_array();
}

}  // namespace attesto::inline v0
