#include "attesto/policy/target_policy.hpp"

#include <algorithm>
#include <utility>

namespace attesto::inline v0 {
namespace {

bool is_resource(const TargetPolicy& policy, std::string_view audience, const std::string& name) {
  return name == audience ||
         std::ranges::find(policy.resources, name, &ResourceIndicator::str) != policy.resources.end();
}

bool is_known_type(const TargetPolicy& policy, const Json& entry) {
  const std::string* type = entry.find_string("type");
  return type &&
         std::ranges::find(policy.authorization_details_types, *type) != policy.authorization_details_types.end();
}

Result<void> ask_host(const TargetPolicy& policy, const Client& client, const Targets& targets) {
  const bool nothing_named = targets.resources.empty() && targets.authorization_details.empty();
  if (nothing_named || !policy.check) return {};
  const auto verdict = (*policy.check)(client, targets);
  if (!verdict) return fail_unavailable(Reason::host_unavailable);
  switch (*verdict) {
    case TargetVerdict::allowed: return {};
    case TargetVerdict::resource_refused:
      return fail(ErrorCode::invalid_target, "the client may not ask for this resource", Reason::target_refused);
    case TargetVerdict::authorization_details_refused:
      return fail(ErrorCode::invalid_authorization_details, "the client may not ask for these authorization_details",
                  Reason::authorization_details_refused);
  }
  std::unreachable();
}

}  // namespace

Result<Audience> read_resources(const Form& form) {
  auto resources = parse_resources(form.find_all("resource"));
  if (resources) return *std::move(resources);
  return fail(ErrorCode::invalid_target, "resource must be up to 16 absolute URIs without a fragment",
              Reason::resource_syntax);
}

Result<AuthorizationDetails> read_authorization_details(const Form& form) {
  const auto text = form.find("authorization_details");
  if (!text) return AuthorizationDetails();
  auto details = AuthorizationDetails::parse(*text);
  if (details) return *std::move(details);
  return fail(ErrorCode::invalid_authorization_details, "authorization_details is malformed",
              Reason::authorization_details_syntax);
}

Result<Targets> read_targets(const TargetPolicy& policy, std::string_view audience, const Client& client,
                             const Form& form) {
  ATTESTO_TRY(resources, read_resources(form));
  ATTESTO_TRY(details, read_authorization_details(form));
  if (!std::ranges::all_of(resources.names(),
                           [&](const std::string& name) { return is_resource(policy, audience, name); }))
    return fail(ErrorCode::invalid_target, "resource names nothing that this server issues tokens for",
                Reason::target_unknown);
  if (!std::ranges::all_of(details.entries(), [&](const Json& entry) { return is_known_type(policy, entry); }))
    return fail(ErrorCode::invalid_authorization_details, "authorization_details has an unknown type",
                Reason::authorization_details_type);
  Targets targets{std::move(resources), std::move(details)};
  if (auto allowed = ask_host(policy, client, targets); !allowed) return std::unexpected(allowed.error());
  return targets;
}

}  // namespace attesto::inline v0
