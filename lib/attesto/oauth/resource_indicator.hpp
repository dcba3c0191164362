// Where a token is to be used: resource indicators and the audience - RFC 8707 §2, RFC 7519 §4.1.3.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// The value of a `resource` parameter; compared byte for byte, nothing is normalised.
/// @rfc 8707 §2
class ResourceIndicator {
 public:
  /// @return nothing if the text is not an absolute URI, has a fragment (even an empty one), or is
  ///         longer than 2048 bytes
  [[nodiscard]] static std::optional<ResourceIndicator> parse(std::string_view text);

  /// The wire value.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }

  friend bool operator==(const ResourceIndicator&, const ResourceIndicator&) = default;

 private:
  explicit ResourceIndicator(std::string_view text) : text_(text) {}
  std::string text_;
};

/// Whom a token is for: distinct names, in the order in which they were given.
/// @rfc 7519 §4.1.3
class Audience {
 public:
  Audience() = default;
  /// The usual case: one name.
  template <std::convertible_to<std::string_view> T>
  Audience(const T& name) : names_{std::string(std::string_view(name))} {}  // NOLINT(google-explicit-constructor)
  /// Several names; one that comes twice counts once.
  Audience(std::initializer_list<std::string_view> names);

  /// A name that is there already counts once.
  void add(std::string_view name);
  /// Byte for byte.
  [[nodiscard]] bool contains(std::string_view name) const noexcept;
  /// Whether each name is one of `other`.
  [[nodiscard]] bool is_subset_of(const Audience& other) const noexcept;
  /// Whether it is for nobody.
  [[nodiscard]] bool empty() const noexcept { return names_.empty(); }
  /// In the order in which they were given.
  [[nodiscard]] std::span<const std::string> names() const noexcept { return names_; }

  friend bool operator==(const Audience&, const Audience&) = default;

 private:
  std::vector<std::string> names_;
};

/// The audience of a token that is made from a grant: all that was granted if nothing was asked
/// for, else what was asked for. It only ever narrows.
/// @return nothing if more was asked for than was granted: `invalid_target`
/// @rfc 8707 §2.2
[[nodiscard]] std::optional<Audience> narrow_audience(const Audience& requested, const Audience& granted);

/// The targets that the `resource` parameters of one request name.
/// @param values  as sent; empty if nothing was asked for
/// @return nothing if one of them is no ResourceIndicator, or there are more than 16
/// @rfc 8707 §2
[[nodiscard]] std::optional<Audience> parse_resources(std::span<const std::string_view> values);

/// Writes the member `aud`: a single name as a string, several as an array.
/// @rfc 7519 §4.1.3, 9068 §2.2
void write_audience(JsonWriter& out, const Audience& audience);

/// Reads the member `aud` of some claims.
/// @return nothing if it is absent, empty, or neither a string nor an array of strings
/// @rfc 7519 §4.1.3
[[nodiscard]] std::optional<Audience> find_audience(const Json& claims);

}  // namespace attesto::inline v0
