#include "attesto/oauth/scope_catalog.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kEverything = "*";

/// A scope-token whose parts each say something, and none of them "any".
bool is_concrete(std::string_view scope, char separator) {
  const auto parsed = Scope::parse(scope);
  // A token that is written twice counts once in a scope; here it is two tokens.
  if (!parsed || parsed->tokens().size() != 1 || parsed->tokens().front() != scope) return false;
  return std::ranges::none_of(scope | std::views::split(separator), [](const auto& part) {
    const std::string_view text(part.begin(), part.end());
    return text.empty() || text == kEverything;
  });
}

}  // namespace

ScopeCatalog::ScopeCatalog(std::vector<std::string> scopes, ScopeSeparator separator)
    : scopes_(std::move(scopes)), separator_(static_cast<char>(separator)) {}

std::expected<ScopeCatalog, std::vector<std::string>> ScopeCatalog::create(std::span<const std::string_view> scopes,
                                                                           ScopeSeparator separator) {
  std::vector<std::string> refused;
  std::vector<std::string> concrete;
  for (const std::string_view scope : scopes)
    (is_concrete(scope, static_cast<char>(separator)) ? concrete : refused).emplace_back(scope);
  if (!refused.empty()) return std::unexpected(std::move(refused));
  std::ranges::sort(concrete);
  const auto repeated = std::ranges::unique(concrete);
  concrete.erase(repeated.begin(), repeated.end());
  return ScopeCatalog(std::move(concrete), separator);
}

std::string_view ScopeCatalog::resource_of(std::string_view scope) const noexcept {
  return scope.substr(0, scope.find(separator_));
}

bool ScopeCatalog::is_catalogued(std::string_view scope) const noexcept {
  return std::ranges::binary_search(scopes_, scope);
}

/// @pre required is catalogued
bool ScopeCatalog::covers(std::string_view granted, std::string_view required) const noexcept {
  if (granted == required) return true;
  // The whole of `<resource><separator>*`: a second separator would be a part of "*".
  const std::string_view resource = resource_of(required);
  return resource_of(granted) == resource && granted.substr(resource.size()).size() == 2 && granted.back() == '*';
}

bool ScopeCatalog::grants(const Scope& granted, std::string_view required) const noexcept {
  return is_catalogued(required) &&
         std::ranges::any_of(granted.tokens(), [&](const std::string& token) { return covers(token, required); });
}

bool ScopeCatalog::grants_all(const Scope& granted, std::span<const std::string_view> required) const {
  if (required.empty()) throw std::invalid_argument("an endpoint requires at least one scope");
  return std::ranges::all_of(required, [&](std::string_view scope) { return grants(granted, scope); });
}

bool ScopeCatalog::grants_to_system(const Scope& granted, std::string_view required) const noexcept {
  return grants(granted, required) || (granted.contains(kEverything) && is_catalogued(required));
}

std::vector<std::string_view> ScopeCatalog::unknown(const Scope& requested) const {
  std::vector<std::string_view> unknown;
  for (const std::string& token : requested.tokens()) {
    const bool known =
        std::ranges::any_of(scopes_, [&](const std::string& catalogued) { return covers(token, catalogued); });
    if (!known) unknown.emplace_back(token);
  }
  return unknown;
}

}  // namespace attesto::inline v0
