#include "histories/grant_model.hpp"

#include <algorithm>
#include <utility>

namespace attesto::test {
namespace {

/// The place of the entry with that value; the list's size if there is none.
template <class List>
std::size_t place_of(const List& list, std::string_view value) {
  const auto found = std::ranges::find_if(list, [&](const auto& entry) { return entry.value == value; });
  return static_cast<std::size_t>(found - list.begin());
}

template <class List>
bool knows(const List& list, std::string_view value) {
  return place_of(list, value) < list.size();
}

}  // namespace

void GrantModel::add_code(std::string code, std::string client_id, ScopeSet scope, Instant now) {
  families_.push_back({.client_id = std::move(client_id), .scope = std::move(scope)});
  codes_.push_back(
      {.value = std::move(code), .family = families_.size() - 1, .expires_at = now + lifetimes_.authorization_code});
}

std::optional<std::string> GrantModel::take(const GrantRequest& request, const GrantAnswer* answer, Instant now) {
  Expected expected{};
  switch (request.kind) {
    case GrantRequest::Kind::redeem: expected = redeem(request, now); break;
    case GrantRequest::Kind::refresh: expected = refresh(request, now); break;
    case GrantRequest::Kind::revoke: expected = revoke(request, now); break;
    case GrantRequest::Kind::use: expected = use(request, now); break;
  }
  return answer ? compare(expected, *answer) : std::nullopt;
}

GrantModel::Expected GrantModel::redeem(const GrantRequest& request, Instant now) {
  constexpr Expected kRefused{.status = 400, .error = "invalid_grant"};
  const std::size_t place = place_of(codes_, request.value);
  if (place == codes_.size()) return kRefused;
  Code& code = codes_[place];
  Family& family = families_[code.family];
  if (request.client_id != family.client_id) return kRefused;
  if (code.used) family.dead = true;  // reuse by its own client
  if (family.dead || code.expires_at <= now || !request.proven) return kRefused;
  code.used = true;
  Expected expected{.status = 200, .access = issue_access(code.family, family.scope, now)};
  if (family.scope.contains("offline_access")) {
    family.expires_at = now + lifetimes_.refresh_family;
    expected.refresh = issue_refresh(code.family, now);
  }
  return expected;
}

GrantModel::Expected GrantModel::refresh(const GrantRequest& request, Instant now) {
  constexpr Expected kRefused{.status = 400, .error = "invalid_grant"};
  const std::size_t place = place_of(refresh_tokens_, request.value);
  if (place == refresh_tokens_.size()) return kRefused;
  const std::size_t family = refresh_tokens_[place].family;
  if (request.client_id != families_[family].client_id || families_[family].dead) return kRefused;
  if (refresh_tokens_[place].used_at) return retry(place, request, now);
  if (refresh_tokens_[place].expires_at <= now) return kRefused;
  const ScopeSet& granted = families_[family].scope;
  const ScopeSet asked = request.scope.value_or(granted);
  if (!std::ranges::includes(granted, asked)) return {.status = 400, .error = "invalid_scope"};
  const Expected expected{
      .status = 200, .access = issue_access(family, asked, now), .refresh = issue_refresh(family, now)};
  RefreshToken& token = refresh_tokens_[place];
  token.used_at = now;
  token.asked = asked;
  token.successor = *expected.refresh;
  return expected;
}

/// A used token: the same request again within the grace, or reuse.
GrantModel::Expected GrantModel::retry(std::size_t place, const GrantRequest& request, Instant now) {
  const RefreshToken& token = refresh_tokens_[place];
  Family& family = families_[token.family];
  const bool same = request.scope.value_or(family.scope) == token.asked;
  const bool in_time = lifetimes_.refresh_grace.count() > 0 && now - *token.used_at <= lifetimes_.refresh_grace;
  if (!same || !in_time || refresh_tokens_[token.successor].used_at) {
    family.dead = true;
    return {.status = 400, .error = "invalid_grant"};
  }
  if (family.expires_at <= now) return {.status = 400, .error = "invalid_grant"};
  return {.status = 200, .access = issue_access(token.family, token.asked, now), .refresh = token.successor};
}

GrantModel::Expected GrantModel::revoke(const GrantRequest& request, Instant now) {
  if (const std::size_t place = place_of(refresh_tokens_, request.value); place < refresh_tokens_.size()) {
    Family& family = families_[refresh_tokens_[place].family];
    family.dead |= request.client_id == family.client_id;
  }
  if (const std::size_t place = place_of(access_tokens_, request.value); place < access_tokens_.size()) {
    AccessToken& token = access_tokens_[place];
    token.revoked |= request.client_id == families_[token.family].client_id && token.expires_at > now;
  }
  return {.status = 200};
}

GrantModel::Expected GrantModel::use(const GrantRequest& request, Instant now) const {
  const std::size_t place = place_of(access_tokens_, request.value);
  const bool known = place < access_tokens_.size();
  if (!known || access_tokens_[place].revoked || families_[access_tokens_[place].family].dead ||
      access_tokens_[place].expires_at <= now)
    return {.status = 401, .error = "invalid_token"};
  if (!access_tokens_[place].scope.contains("openid")) return {.status = 403, .error = "insufficient_scope"};
  return {.status = 200};
}

std::size_t GrantModel::issue_access(std::size_t family, ScopeSet scope, Instant now) {
  // `exp` has no fractions of a second (RFC 7519 §2).
  const Instant expires_at = std::chrono::floor<std::chrono::seconds>(now + lifetimes_.access_token);
  access_tokens_.push_back({.value = {}, .family = family, .expires_at = expires_at, .scope = std::move(scope)});
  return access_tokens_.size() - 1;
}

std::size_t GrantModel::issue_refresh(std::size_t family, Instant now) {
  refresh_tokens_.push_back({.value = {},
                             .family = family,
                             .expires_at = std::min(now + lifetimes_.refresh_token, families_[family].expires_at)});
  return refresh_tokens_.size() - 1;
}

std::optional<std::string> GrantModel::compare(const Expected& expected, const GrantAnswer& answer) {
  if (answer.status != expected.status || answer.error != expected.error)
    return "the server says " + std::to_string(answer.status) + ' ' + answer.error + ", it must be " +
           std::to_string(expected.status) + ' ' + std::string(expected.error);
  if (answer.access_token.empty() == expected.access.has_value()) return "an access token is missing or too many";
  if (answer.refresh_token.empty() == expected.refresh.has_value()) return "a refresh token is missing or too many";
  if (expected.access) {
    if (knows(access_tokens_, answer.access_token)) return "an access token was given out twice";
    access_tokens_[*expected.access].value = answer.access_token;
    if (answer.scope != access_tokens_[*expected.access].scope) return "the scope is another one";
  }
  if (expected.refresh) {
    RefreshToken& token = refresh_tokens_[*expected.refresh];
    if (token.value.empty() && knows(refresh_tokens_, answer.refresh_token))
      return "an old refresh token was given out as a new one";
    if (!token.value.empty() && token.value != answer.refresh_token) return "an honest retry got another successor";
    token.value = answer.refresh_token;
  }
  return std::nullopt;
}

}  // namespace attesto::test
