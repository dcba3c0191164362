#include "attesto/oauth/claims_parameter.hpp"

#include <algorithm>
#include <utility>

#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {
namespace {

/// How a claim is asked for: null, or an object of these (§5.5.1).
bool is_claim_request(const Json& request) {
  if (request.is_null()) return true;
  if (!request.object()) return false;
  const Json* essential = request.find("essential");
  const Json* values = request.find("values");
  return (!essential || essential->boolean()) && (!values || values->array());
}

bool is_section(const Json* section) {
  if (!section) return true;
  return section->object() &&
         std::ranges::all_of(*section->object(), [](const auto& claim) { return is_claim_request(claim.second); });
}

bool is_essential(const Json& request) {
  const Json* essential = request.find("essential");
  return essential && *essential->boolean();
}

/// `value` or `values`, as far as they are texts.
std::vector<std::string> wanted_values(const Json& request) {
  std::vector<std::string> wanted;
  if (const std::string* value = request.find_string("value")) wanted.push_back(*value);
  if (const Json* values = request.find("values"))
    for (const Json& value : *values->array())
      if (value.string()) wanted.push_back(*value.string());
  return wanted;
}

}  // namespace

bool EssentialAcr::is_met_by(std::string_view acr) const noexcept {
  if (acr.empty()) return false;
  return values.empty() || std::ranges::find(values, acr) != values.end();
}

Result<ClaimsParameter> ClaimsParameter::parse(std::string_view text) {
  const auto json = Json::parse(text);
  const Json* in_id_token = json ? json->find("id_token") : nullptr;
  if (!json || !json->object() || !is_section(in_id_token) || !is_section(json->find("userinfo")))
    return fail(ErrorCode::invalid_request, "claims is malformed", Reason::claims_syntax);
  ClaimsParameter parameter;
  if (!in_id_token) return parameter;
  if (const Json* sub = in_id_token->find("sub"))
    if (const std::string* value = sub->find_string("value")) parameter.subject = Subject(*value);
  const Json* acr = in_id_token->find("acr");
  if (!acr) return parameter;
  if (is_essential(*acr)) parameter.essential_acr = EssentialAcr{wanted_values(*acr)};
  else parameter.voluntary_acr = wanted_values(*acr);
  return parameter;
}

}  // namespace attesto::inline v0
