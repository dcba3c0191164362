#include "attesto/oauth/scope_claims.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace attesto::inline v0 {
namespace {

struct ScopeClaims {
  std::string_view scope;
  std::span<const std::string_view> claims;
};

constexpr std::array<std::string_view, 14> kProfile = {
    "name",    "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
    "website", "gender",      "birthdate",  "zoneinfo",    "locale",   "updated_at"};
constexpr std::array<std::string_view, 2> kEmail = {"email", "email_verified"};
constexpr std::array<std::string_view, 1> kAddress = {"address"};
constexpr std::array<std::string_view, 2> kPhone = {"phone_number", "phone_number_verified"};
constexpr std::array<ScopeClaims, 4> kScopeClaims = {
    {{"profile", kProfile}, {"email", kEmail}, {"address", kAddress}, {"phone", kPhone}}};

}  // namespace

bool releases_claim(const Scope& scope, std::string_view claim) noexcept {
  return std::ranges::any_of(kScopeClaims, [&](const ScopeClaims& row) {
    return scope.contains(row.scope) && std::ranges::find(row.claims, claim) != row.claims.end();
  });
}

std::vector<std::string> released_claims(const Scope& scope) {
  std::vector<std::string> claims;
  for (const ScopeClaims& row : kScopeClaims) {
    if (scope.contains(row.scope)) claims.insert(claims.end(), row.claims.begin(), row.claims.end());
  }
  return claims;
}

}  // namespace attesto::inline v0
