// application/x-www-form-urlencoded - RFC 6749 §3.1, §3.2, appendix B.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::inline v0 {

/// Why a form was refused.
enum class FormError {
  too_many_parameters,  ///< more than 100
  bad_escape,           ///< `%` without two hexadecimal digits
  bad_text,             ///< a NUL byte, or not UTF-8
  empty_name,           ///< `=value`
  repeated_parameter,   ///< a name twice that may stand once only
};

/// Decoded parameters of a query or a body: each once, unless declared repeatable.
///
/// A parameter sent without a value counts as omitted (RFC 6749 §3.1).
/// @rfc 6749 §3.1, §3.2
class Form {
 public:
  /// A form with more is refused.
  static constexpr std::size_t kMaxParameters = 100;

  /// @param repeatable  names that may occur more than once, e.g. `resource` (RFC 8707 §2)
  [[nodiscard]] static std::expected<Form, FormError> parse(std::string_view text,
                                                            std::span<const std::string_view> repeatable = {});

  /// The value of a parameter; nothing if it is absent or empty.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  /// Every non-empty value of a repeatable parameter, in order.
  [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;
  /// Whether a repeatable parameter came more than once, with or without values.
  [[nodiscard]] bool repeats(std::string_view name) const noexcept;
  /// Whether it has no parameters.
  [[nodiscard]] bool empty() const noexcept { return parameters_.empty(); }

 private:
  struct Parameter {
    std::string name;
    std::string value;
  };
  std::vector<Parameter> parameters_;
};

}  // namespace attesto::inline v0
