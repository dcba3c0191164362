// Distinguished names and their comparison - RFC 4514, RFC 5280 §7.1.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace attesto::inline v0 {

/// The name of a certificate's subject. Immutable; safe to share between threads.
class DistinguishedName {
 public:
  /// Reads the string form, e.g. `CN=client,O=Example\, Inc.,C=US`: the most specific part first.
  /// Attribute types are the nine short names of RFC 4514 §3 or dotted decimal; spaces after a
  /// separator are ignored, as RFC 2253 wrote them.
  /// @return nothing for an empty name, an unknown type, a bad escape, a NUL, or text that is not UTF-8
  /// @rfc 4514 §3
  [[nodiscard]] static std::optional<DistinguishedName> parse(std::string_view text);

  /// Same attributes with the same values, in the same order and grouping; nothing more and nothing
  /// less. Values compare without ASCII case and with runs of spaces as one (RFC 5280 §7.1),
  /// whatever string type encodes them.
  friend bool operator==(const DistinguishedName& left, const DistinguishedName& right) noexcept;

  struct Impl;
  /// From a parsed name, within this room.
  explicit DistinguishedName(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace attesto::inline v0
