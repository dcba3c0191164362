#include "attesto/oauth/authorization_details.hpp"

#include <algorithm>
#include <array>

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kMember = "authorization_details";
constexpr JsonLimits kLimits{.bytes = 8 * 1024, .depth = 8, .members = 64};
constexpr std::size_t kMaxEntries = 16;
/// "The following data fields [...] are arrays of strings" (RFC 9396 §2.2).
constexpr std::array<std::string_view, 4> kStringLists = {"locations", "actions", "datatypes", "privileges"};

bool is_string_list(const Json& value) {
  return value.array() &&
         std::ranges::all_of(*value.array(), [](const Json& entry) { return entry.string() != nullptr; });
}

bool is_entry(const Json& value) {
  const std::string* type = value.find_string("type");
  if (!type || type->empty()) return false;
  const Json* identifier = value.find("identifier");
  if (identifier && !identifier->string()) return false;
  return std::ranges::all_of(kStringLists, [&](std::string_view name) {
    const Json* list = value.find(name);
    return !list || is_string_list(*list);
  });
}

bool same_value(const Json& left, const Json& right);

/// Names are unique, so equal sizes and every member found again is equality.
bool same_members(const Json::Object& left, const Json& right) {
  return left.size() == right.object()->size() && std::ranges::all_of(left, [&](const auto& member) {
           const Json* twin = right.find(member.first);
           return twin && same_value(member.second, *twin);
         });
}

/// The depth is what the parser allowed.
bool same_value(const Json& left, const Json& right) {
  if (left.object() && right.object()) return same_members(*left.object(), right);
  if (left.array() && right.array()) return std::ranges::equal(*left.array(), *right.array(), same_value);
  return left == right;
}

}  // namespace

std::optional<AuthorizationDetails> AuthorizationDetails::parse(std::string_view text) {
  const auto json = Json::parse(text, kLimits);
  if (!json) return std::nullopt;
  return from_json(*json);
}

std::optional<AuthorizationDetails> AuthorizationDetails::from_json(const Json& value) {
  const Json::Array* entries = value.array();
  if (!entries || entries->empty() || entries->size() > kMaxEntries || !std::ranges::all_of(*entries, is_entry))
    return std::nullopt;
  return AuthorizationDetails(*entries);
}

bool AuthorizationDetails::is_subset_of(const AuthorizationDetails& other) const {
  return std::ranges::all_of(entries_, [&](const Json& entry) {
    return std::ranges::any_of(other.entries_, [&](const Json& granted) { return same_value(entry, granted); });
  });
}

void write_authorization_details(JsonWriter& out, const AuthorizationDetails& details) {
  if (details.empty()) return;
  out.name(kMember).begin_array();
  for (const Json& entry : details.entries()) out.value(entry);
  out.end_array();
}

std::optional<AuthorizationDetails> find_authorization_details(const Json& claims) {
  const Json* value = claims.find(kMember);
  return value ? AuthorizationDetails::from_json(*value) : AuthorizationDetails();
}

}  // namespace attesto::inline v0
