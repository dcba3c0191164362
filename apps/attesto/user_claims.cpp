#include "apps/attesto/user_claims.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "attesto/wire/utf8.hpp"

namespace attesto_cli {
namespace {

using attesto::Json;
using Faults = std::vector<std::string>;

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// What the server says by itself (OIDC Core §2, RFC 7519 §4.1).
constexpr std::array<std::string_view, 14> kReserved = {"sub", "iss",   "aud",     "exp",    "iat",       "nbf", "jti",
                                                        "azp", "nonce", "at_hash", "c_hash", "auth_time", "acr", "amr"};
constexpr std::array<std::string_view, 2> kFlags = {"email_verified", "phone_number_verified"};

/// @return nothing if the value has not the type that the name demands
std::optional<Json> typed_value(std::string_view name, const std::string& value) {
  const bool is_flag = is_one_of(name, kFlags);
  if (!is_flag && name != "updated_at" && name != "address") return Json(value);
  const auto json = Json::parse(value);
  if (!json) return std::nullopt;
  const bool fits = is_flag ? json->boolean() != nullptr
                            : (name == "address" ? json->object() != nullptr : json->integer() != nullptr);
  return fits ? std::optional(*json) : std::nullopt;
}

void add_claim(Json::Object& claims, std::string_view name, const std::string& value, Faults& faults) {
  const std::string option = "--claim " + std::string(name) + ": ";
  if (std::ranges::any_of(claims, [&](const auto& claim) { return claim.first == name; })) {
    faults.push_back(option + "is given twice; give it once");
  } else if (is_one_of(name, kReserved)) {
    faults.push_back(option + "is set by the server; leave it out");
  } else if (!attesto::is_utf8(value)) {
    faults.push_back(option + "is not UTF-8");
  } else if (auto typed = typed_value(name, value)) {
    claims.emplace_back(name, std::move(*typed));
  } else {
    faults.push_back(option +
                     "has the wrong type (OIDC Core §5.1); write true or false for *_verified, seconds for "
                     "updated_at, a JSON object for address");
  }
}

}  // namespace

std::expected<Json::Object, Faults> check_claims(const ClaimsRequest& request) {
  Faults faults;
  Json::Object claims;
  if (request.full_name) add_claim(claims, "name", *request.full_name, faults);
  if (request.email) add_claim(claims, "email", *request.email, faults);
  for (const std::string& text : request.claims) {
    const std::size_t equals = text.find('=');
    const std::string_view name = std::string_view(text).substr(0, equals);
    if (equals == std::string::npos || name.empty() || !attesto::is_utf8(name))
      faults.push_back("--claim " + text + ": is not name=value");
    else add_claim(claims, name, text.substr(equals + 1), faults);
  }
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return claims;
}

}  // namespace attesto_cli
