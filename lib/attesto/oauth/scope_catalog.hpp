// Which granted scope covers which required one - RFC 6749 §3.3, with wildcards.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// What stands between the parts of a scope-token. The other one is an ordinary character.
enum class ScopeSeparator : char {
  dot = '.',    ///< `documents.read`, and `documents.*` for all of them
  colon = ':',  ///< `read:reports`, and `read:*` for all of them
};

/// The scopes that exist, declared once for the authorization server and its resource servers, so
/// that both answer alike what a granted scope covers: `read:*` means what it says (W-20).
///
/// The catalog lists concrete scope-tokens, such as `documents.read` or `profile`. The part before
/// the first separator is the token's resource; a token without one is a resource of its own. What
/// may be granted is a catalogued token, or `<resource><separator>*`, which covers every catalogued
/// token of that resource and nothing of another. What is required is always a catalogued token.
/// Tokens are compared byte for byte; a granted one that is neither covers nothing.
/// @rfc 6749 §3.3
class ScopeCatalog {
 public:
  /// @param scopes  the concrete scope-tokens; duplicates count once
  /// @error all tokens that can't be in a catalog, in their order: outside the grammar of RFC 6749
  ///        §3.3, with an empty part, or with `*` as a part (a wildcard is not concrete)
  [[nodiscard]] static std::expected<ScopeCatalog, std::vector<std::string>> create(
      std::span<const std::string_view> scopes, ScopeSeparator separator);

  /// Whether one of the granted scopes covers the required one.
  /// @param required  a catalogued token; for anything else, wildcards as well, the answer is no
  [[nodiscard]] bool grants(const Scope& granted, std::string_view required) const noexcept;

  /// Whether each of the required scopes is covered.
  /// @throws std::invalid_argument if none is required: an endpoint that forgot its scopes must not
  ///         let everyone in
  [[nodiscard]] bool grants_all(const Scope& granted, std::span<const std::string_view> required) const;

  /// As grants(), for credentials that the system made for itself: there `*` covers every
  /// catalogued scope. Never for what a client asked for or an end-user consented to.
  [[nodiscard]] bool grants_to_system(const Scope& granted, std::string_view required) const noexcept;

  /// The requested tokens that nobody may be granted, in their order; `*` is one of them.
  [[nodiscard]] std::vector<std::string_view> unknown(const Scope& requested) const;

 private:
  ScopeCatalog(std::vector<std::string> scopes, ScopeSeparator separator);

  [[nodiscard]] std::string_view resource_of(std::string_view scope) const noexcept;
  [[nodiscard]] bool is_catalogued(std::string_view scope) const noexcept;
  [[nodiscard]] bool covers(std::string_view granted, std::string_view required) const noexcept;

  std::vector<std::string> scopes_;  ///< sorted, each once
  char separator_;
};

}  // namespace attesto::inline v0
