#include "apps/attestod/client_registration.hpp"

#include "attesto/crypto/digest.hpp"

namespace attestod {
namespace {

using attesto::RegistrationPermit;
using attesto::Secret;
using attesto::Unavailable;

std::expected<std::optional<RegistrationPermit>, Unavailable> authorize(bool open, const attesto::Registry& registry,
                                                                        const attesto::Clock& clock,
                                                                        const std::optional<Secret>& token) {
  if (open) return RegistrationPermit{};
  if (!token) return std::nullopt;
  // The digest of 256 random bits: looking it up tells nothing of the others.
  const auto found = registry.find_initial_token(attesto::sha256(token->expose()));
  if (!found) return std::unexpected(found.error());
  if (!*found || !(*found)->is_good(clock.now())) return std::nullopt;
  return RegistrationPermit{(*found)->id};
}

}  // namespace

attesto::RegistrationPolicy make_registration_policy(const RegistrationSettings& settings, attesto::Registry& registry,
                                                     const attesto::Clock& clock) {
  return {
      .authorize = [open = settings.open, &registry,
                    &clock](const std::optional<Secret>& token) { return authorize(open, registry, clock, token); },
      .add = [&registry](const attesto::RegisteredClient& registered,
                         const RegistrationPermit& permit) { return registry.add_registration(registered, permit.id); },
      .find = [&registry](const attesto::ClientId& id) { return registry.find_registration(id); },
      .replace =
          [&registry](const attesto::RegisteredClient& registered, const attesto::Sha256Digest& current) {
            return registry.replace_registration(registered, current);
          },
      .remove = [&registry](const attesto::ClientId& id,
                            const attesto::Sha256Digest& current) { return registry.remove_registration(id, current); },
      .grant_types = settings.grant_types,
      .scope = settings.scope,
      .rotate_access_tokens = settings.rotate_access_tokens};
}

}  // namespace attestod
