// Writes JSON straight into a string, without a tree - RFC 8259.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Appends `text` as a JSON string with its quotes. Text that is not UTF-8 has its bad bytes
/// replaced by U+FFFD.
/// @rfc 8259 §7
void append_json_string(std::string& out, std::string_view text);

/// Appends one compact JSON document to a string; commas are its business.
/// @note The caller closes what it opens; nothing is checked.
class JsonWriter {
 public:
  /// Appends to that string, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  /// `{`.
  JsonWriter& begin_object();
  /// `}`.
  JsonWriter& end_object();
  /// `[`.
  JsonWriter& begin_array();
  /// `]`.
  JsonWriter& end_array();
  /// The name of the next value.
  JsonWriter& name(std::string_view name);
  /// An element of an array, or what follows name().
  ///@{
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool flag);
  JsonWriter& value(const Json& json);
  ///@}

  /// A member of an object: name() and value().
  ///@{
  JsonWriter& member(std::string_view name, std::string_view text) { return this->name(name).value(text); }
  JsonWriter& member(std::string_view name, const std::string& text) {
    return this->name(name).value(std::string_view(text));
  }
  JsonWriter& member(std::string_view name, const char* text) { return this->name(name).value(std::string_view(text)); }
  JsonWriter& member(std::string_view name, std::int64_t number) { return this->name(name).value(number); }
  JsonWriter& member(std::string_view name, bool flag) { return this->name(name).value(flag); }
  JsonWriter& member(std::string_view name, const Json& json) { return this->name(name).value(json); }
  ///@}

 private:
  void separate();
  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace attesto::inline v0
