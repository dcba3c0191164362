#include "apps/config/registration_settings.hpp"

#include <utility>

#include "apps/config/settings_reader.hpp"

namespace attestod {
namespace {

std::optional<attesto::Scope> read_scope(SettingsReader& settings) {
  constexpr std::string_view kKey = "registration.scopes";
  constexpr std::string_view kCure = R"(write scope names without spaces, e.g. ["openid", "profile"])";
  const auto names = settings.texts(kKey, kCure);
  if (!names) return std::nullopt;
  std::string all;
  for (const std::string& name : *names) {
    const auto scope = attesto::Scope::parse(name);
    if (!scope || scope->tokens().size() != 1) {
      settings.add_fault(kKey, "has a bad scope name", kCure);
      return std::nullopt;
    }
    all += (all.empty() ? "" : " ") + name;
  }
  return attesto::Scope::parse(all);
}

}  // namespace

std::optional<RegistrationSettings> read_registration(SettingsReader& settings) {
  const bool enabled = settings.flag("registration.enabled").value_or(false);
  RegistrationSettings registration;
  registration.open = settings.flag("registration.open").value_or(false);
  if (registration.open && !enabled)
    settings.add_fault("registration.open", "is true while nobody can register",
                       "set registration.enabled = true too, or drop it");
  if (auto types = settings.texts("registration.grant_types", R"(write grant types, e.g. ["authorization_code"])"))
    registration.grant_types = *std::move(types);
  registration.scope = read_scope(settings);
  registration.rotate_access_tokens = settings.flag("registration.rotate_access_tokens").value_or(false);
  return enabled ? std::optional(std::move(registration)) : std::nullopt;
}

}  // namespace attestod
