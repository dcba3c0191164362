// JSON, the I-JSON subset - RFC 8259, RFC 7493.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace attesto::inline v0 {

/// Why a text is not acceptable JSON.
enum class JsonError {
  syntax,            ///< not RFC 8259
  duplicate_member,  ///< a name twice in one object, also when hidden by escapes (RFC 7493 §2.3)
  bad_text,          ///< not UTF-8, a lone surrogate, or a NUL character
  bad_number,        ///< an integer outside int64, or a fraction that is not a finite double
  too_deep,
  too_large,  ///< more bytes or members than allowed
};

/// Bounds on what the parser accepts, looked at before anything is built from it (W-47).
struct JsonLimits {
  std::size_t bytes = 64 * 1024;  ///< of the whole text
  std::size_t depth = 32;         ///< of arrays and objects in each other
  std::size_t members = 256;      ///< per object and per array
};

/// A JSON value. Objects keep the order of their members; names are unique.
class Json {
 public:
  /// In their order.
  using Array = std::vector<Json>;
  /// In their order; names are unique.
  using Object = std::vector<std::pair<std::string, Json>>;

  Json() = default;  // null
  /// A value of that kind.
  ///@{
  Json(std::nullptr_t) {}                                        // NOLINT(google-explicit-constructor)
  Json(bool value) : value_(value) {}                            // NOLINT(google-explicit-constructor)
  Json(std::int64_t value) : value_(value) {}                    // NOLINT(google-explicit-constructor)
  Json(int value) : value_(static_cast<std::int64_t>(value)) {}  // NOLINT(google-explicit-constructor)
  Json(double value) : value_(value) {}                          // NOLINT(google-explicit-constructor)
  Json(std::string value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Json(std::string_view value) : value_(std::string(value)) {}   // NOLINT(google-explicit-constructor)
  Json(const char* value) : value_(std::string(value)) {}        // NOLINT(google-explicit-constructor)
  Json(Array value) : value_(std::move(value)) {}                // NOLINT(google-explicit-constructor)
  Json(Object value) : value_(std::move(value)) {}               // NOLINT(google-explicit-constructor)
  ///@}

  /// Parses exactly one value with nothing but white space around it.
  /// @rfc 8259, 7493
  [[nodiscard]] static std::expected<Json, JsonError> parse(std::string_view text, const JsonLimits& limits = {});

  /// Whether it is `null`.
  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<std::monostate>(value_); }
  /// Each accessor gives a null pointer for a value of another type.
  [[nodiscard]] const bool* boolean() const noexcept { return std::get_if<bool>(&value_); }
  /// The value of that kind; a null pointer if it is of another.
  ///@{
  [[nodiscard]] const std::int64_t* integer() const noexcept { return std::get_if<std::int64_t>(&value_); }
  [[nodiscard]] const double* fraction() const noexcept { return std::get_if<double>(&value_); }
  [[nodiscard]] const std::string* string() const noexcept { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const Array* array() const noexcept { return std::get_if<Array>(&value_); }
  [[nodiscard]] const Object* object() const noexcept { return std::get_if<Object>(&value_); }
  ///@}

  /// The member of that name; null pointer if this is no object or has no such member.
  [[nodiscard]] const Json* find(std::string_view name) const noexcept;
  /// The string member of that name; null pointer if absent or of another type.
  [[nodiscard]] const std::string* find_string(std::string_view name) const noexcept;
  /// The integer member of that name; null pointer if absent or of another type.
  [[nodiscard]] const std::int64_t* find_integer(std::string_view name) const noexcept;

  /// Compact text, UTF-8, members in order; a double that is no number becomes `null` (RFC 8259 §6).
  [[nodiscard]] std::string write() const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace attesto::inline v0
