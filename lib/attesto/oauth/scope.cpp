#include "attesto/oauth/scope.hpp"

#include <algorithm>
#include <iterator>

namespace attesto::inline v0 {
namespace {

/// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) (RFC 6749 §3.3).
bool is_scope_byte(char c) { return c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E); }

}  // namespace

std::optional<Scope> Scope::parse(std::string_view text) {
  Scope scope;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view token = text.substr(0, end);
    if (token.empty() || !std::ranges::all_of(token, is_scope_byte)) return std::nullopt;
    if (!scope.contains(token)) scope.tokens_.emplace_back(token);
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
    if (text.empty()) return std::nullopt;  // a trailing space promises one more token
  }
  return scope;
}

bool Scope::contains(std::string_view token) const noexcept {
  return std::ranges::find(tokens_, token) != tokens_.end();
}

bool Scope::is_subset_of(const Scope& other) const noexcept {
  return std::ranges::all_of(tokens_, [&](const std::string& token) { return other.contains(token); });
}

Scope Scope::common_with(const Scope& other) const {
  Scope common;
  std::ranges::copy_if(tokens_, std::back_inserter(common.tokens_),
                       [&](const std::string& token) { return other.contains(token); });
  return common;
}

std::string Scope::str() const {
  std::string text;
  for (const std::string& token : tokens_) {
    if (!text.empty()) text += ' ';
    text += token;
  }
  return text;
}

}  // namespace attesto::inline v0
