// Identifiers that cannot be mixed up.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace attesto::inline v0 {

/// An identifier of exactly one kind: a ClientId can never be passed where a Subject is meant.
template <class Kind>
class Id {
 public:
  /// Takes any text; what it must look like is checked where it comes in.
  ///@{
  explicit Id(std::string value) : value_(std::move(value)) {}
  explicit Id(std::string_view value) : value_(value) {}
  explicit Id(const char* value) : value_(value) {}
  ///@}

  /// The text.
  [[nodiscard]] const std::string& str() const noexcept { return value_; }
  /// The text, without copying.
  [[nodiscard]] std::string_view view() const noexcept { return value_; }

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;

 private:
  std::string value_;
};

/// The client's identifier. @rfc 6749 §2.2
using ClientId = Id<struct ClientIdKind>;
/// The end-user or system principal, the value of `sub`. @rfc 7519 §4.1.2
using Subject = Id<struct SubjectKind>;
/// Everything issued from one authorization: revoking the family revokes it all. @rfc 9700 §4.14.2
using FamilyId = Id<struct FamilyIdKind>;
/// One authorization request on its way through login and consent.
using InteractionId = Id<struct InteractionIdKind>;

}  // namespace attesto::inline v0
