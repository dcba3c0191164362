// Rich authorization requests: what exactly is authorized - RFC 9396.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// The value of `authorization_details`: JSON objects, each with a `type`. The library carries and
/// compares them; what a type means is the business of the resource.
/// @rfc 9396 §2
class AuthorizationDetails {
 public:
  AuthorizationDetails() = default;

  /// Reads the parameter of a request.
  /// @return nothing for anything but an array of 1 to 16 objects with a non-empty string `type`,
  ///         for a common field of another shape than RFC 9396 §2.2 gives it, or more than 8 KiB
  [[nodiscard]] static std::optional<AuthorizationDetails> parse(std::string_view text);
  /// The same for a value that was read before, e.g. the claim of a token.
  [[nodiscard]] static std::optional<AuthorizationDetails> from_json(const Json& value);

  /// Whether nothing is detailed.
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  /// The entries in their order.
  [[nodiscard]] const Json::Array& entries() const noexcept { return entries_; }

  /// Whether every entry equals one of `other`, as JSON values: the order of an object's members
  /// doesn't count, everything else does, also `1` against `1.0`.
  ///
  /// An entry that says less is not known to allow less (a missing `locations` may mean "all"), so
  /// only whole entries can be left out.
  /// @rfc 9396 §6, §7
  [[nodiscard]] bool is_subset_of(const AuthorizationDetails& other) const;

  friend bool operator==(const AuthorizationDetails&, const AuthorizationDetails&) = default;

 private:
  explicit AuthorizationDetails(Json::Array entries) : entries_(std::move(entries)) {}
  Json::Array entries_;
};

/// Writes the member `authorization_details`, or nothing if there are none.
/// @rfc 9396 §7, §9.1
void write_authorization_details(JsonWriter& out, const AuthorizationDetails& details);

/// Reads the member `authorization_details` of some claims; absent means none.
/// @return nothing if it is present and malformed
/// @rfc 9396 §9.1
[[nodiscard]] std::optional<AuthorizationDetails> find_authorization_details(const Json& claims);

}  // namespace attesto::inline v0
