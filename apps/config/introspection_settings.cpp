#include "apps/config/introspection_settings.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "apps/config/settings_reader.hpp"

namespace attestod {

/// "client resource" each; a resource has no spaces, a `client_id` may (RFC 6749 appendix A.1).
std::optional<attesto::IntrospectionRules> read_introspection(SettingsReader& settings) {
  constexpr std::string_view kKey = "introspection.resource_servers";
  constexpr std::string_view kCure = R"(write a client and its resource, e.g. ["files-api https://files.example.com"])";
  const bool enabled = settings.flag("introspection.enabled").value_or(true);
  attesto::IntrospectionRules rules;
  for (const std::string& entry : settings.texts(kKey, kCure).value_or(std::vector<std::string>())) {
    const std::size_t space = entry.rfind(' ');
    const bool is_pair = space != std::string::npos && space > 0;
    const auto resource = is_pair ? attesto::ResourceIndicator::parse(entry.substr(space + 1)) : std::nullopt;
    if (resource) rules.resource_servers[entry.substr(0, space)].add(resource->str());
    else settings.add_fault(kKey, "has an entry that is no client with a resource", kCure);
  }
  return enabled ? std::optional(std::move(rules)) : std::nullopt;
}

}  // namespace attestod
