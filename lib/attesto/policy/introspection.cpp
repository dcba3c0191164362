#include "attesto/policy/introspection.hpp"

#include <algorithm>

namespace attesto::inline v0 {

std::expected<bool, Unavailable> IntrospectionRules::permit(const IntrospectionQuestion& question) const {
  if (decide) return (*decide)(question);
  const ClientId& caller = question.caller.client_id;
  if (question.issued_to == caller || question.audience.contains(caller.view())) return true;
  const auto server = resource_servers.find(caller.view());
  if (server == resource_servers.end()) return false;
  return std::ranges::any_of(question.audience.names(),
                             [&](const std::string& name) { return server->second.contains(name); });
}

}  // namespace attesto::inline v0
