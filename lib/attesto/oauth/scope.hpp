// Scope - RFC 6749 §3.3.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::inline v0 {

/// A list of distinct scope-tokens; keeps the order in which they were asked for.
/// @rfc 6749 §3.3
class Scope {
 public:
  Scope() = default;
  /// Parses a space-delimited list of scope-tokens; duplicates count once.
  /// @return nothing for a byte outside the grammar, or spaces other than single ones in between
  [[nodiscard]] static std::optional<Scope> parse(std::string_view text);

  /// Whether that scope-token is among them, byte for byte.
  [[nodiscard]] bool contains(std::string_view token) const noexcept;
  /// Whether each of its scope-tokens is in `other`.
  [[nodiscard]] bool is_subset_of(const Scope& other) const noexcept;
  /// What both hold, in the order of this one.
  [[nodiscard]] Scope common_with(const Scope& other) const;
  /// Whether there is none.
  [[nodiscard]] bool empty() const noexcept { return tokens_.empty(); }
  /// The scope-tokens in the order in which they were asked for.
  [[nodiscard]] std::span<const std::string> tokens() const noexcept { return tokens_; }
  /// The space-delimited wire form.
  [[nodiscard]] std::string str() const;

  friend bool operator==(const Scope&, const Scope&) = default;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace attesto::inline v0
