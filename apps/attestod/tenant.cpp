#include "apps/attestod/tenant.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/key_store/master_key.hpp"
#include "apps/config/daemon_config.hpp"

namespace attestod {
namespace {

using Faults = std::vector<std::string>;

/// What has to be in place before anything can be served.
struct Foundation {
  std::shared_ptr<attesto::Store> store;
  std::shared_ptr<attesto::Registry> registry;
  std::shared_ptr<const attesto::Sealer> master_key;
  std::shared_ptr<KeySource> keys;
};

std::expected<Foundation, std::string> open_foundation(const IssuerConfig& config, const Surroundings& surroundings) {
  auto master_key = attesto::load_master_key(config.keys.master_key_file);
  if (!master_key) return std::unexpected(std::move(master_key).error());
  auto storage = open_storage(config.storage);
  if (!storage) return std::unexpected(std::move(storage).error());
  Foundation foundation{.store = std::move(storage->store),
                        .registry = std::move(storage->registry),
                        .master_key = std::make_shared<const attesto::Sealer>(*std::move(master_key)),
                        .keys = nullptr};
  auto keys =
      KeySource::open(foundation.registry, foundation.master_key, surroundings.clock, config.keys.default_algorithm);
  if (!keys) return std::unexpected(std::move(keys).error());
  foundation.keys = *std::move(keys);
  if (surroundings.decorate) foundation.store = surroundings.decorate(std::move(foundation.store));
  return foundation;
}

/// The nonces' key comes from the master key: every node has it, and there is nothing more to hand out.
/// With a new master key the old nonces are refused once, and clients fetch the new ones by themselves.
std::optional<attesto::DpopOptions> make_dpop_options(const IssuerConfig& config, const attesto::Sealer& master_key) {
  if (!config.dpop) return std::nullopt;
  attesto::DpopOptions options{.algorithms = config.dpop->algorithms, .window = config.dpop->window};
  if (config.dpop->require_nonce)
    options.nonces.emplace(master_key.derive("attesto DPoP nonces of " + config.issuer.str()));
  return options;
}

SiteParts site_parts(const IssuerConfig& config, const Surroundings& surroundings, const Foundation& foundation) {
  return {.issuer = config.issuer,
          .store = foundation.store,
          .registry = foundation.registry,
          .keys = [keys = foundation.keys] { return keys->current(); },
          .master_key = foundation.master_key,
          .clock = surroundings.clock,
          .random = surroundings.random,
          .log = surroundings.log,
          .on_event = surroundings.on_event,
          .profile = config.rules.profile,
          .rules = config.rules.rules,
          .require_signed_requests = config.rules.require_signed_requests,
          .client_certificates = surroundings.client_certificates,
          .lifetimes = config.lifetimes,
          .session_lifetime = config.session_lifetime,
          .scopes_supported = config.scopes_supported,
          .resources = config.resources,
          .introspection = config.introspection,
          .dpop = make_dpop_options(config, *foundation.master_key),
          .registration = config.registration,
          .limits = config.limits};
}

/// What the library says of its options, in the words of the file.
Faults in_words_of_the_file(const attesto::Problems& problems, const IssuerConfig& config, const std::string& file) {
  Faults faults;
  for (const attesto::Problem& problem : problems) {
    const std::string setting(setting_of(problem.option));
    faults.push_back(to_string(ConfigFault{file, 0, config.section.empty() ? setting : config.section + '.' + setting,
                                           problem.fault, problem.cure}));
  }
  return faults;
}

}  // namespace

std::expected<std::unique_ptr<Tenant>, Faults> Tenant::open(const IssuerConfig& config,
                                                            const Surroundings& surroundings) {
  auto foundation = open_foundation(config, surroundings);
  if (!foundation) {
    const std::string where = config.section.empty() ? "" : config.issuer.str() + ": ";
    return std::unexpected(Faults{where + foundation.error()});
  }
  auto site = Site::create(site_parts(config, surroundings, *foundation));
  if (!site) return std::unexpected(in_words_of_the_file(site.error(), config, surroundings.config_file));
  return std::unique_ptr<Tenant>(new Tenant(*std::move(site),
                                            {.keys = foundation->keys,
                                             .registry = foundation->registry,
                                             .master_key = foundation->master_key,
                                             .clock = surroundings.clock,
                                             .random = surroundings.random,
                                             .log = surroundings.log,
                                             .rotation = config.keys.rotation,
                                             .on_event = surroundings.on_event},
                                            {.store = foundation->store,
                                             .registry = foundation->registry,
                                             .clock = surroundings.clock,
                                             .random = surroundings.random,
                                             .log = surroundings.log}));
}

bool Tenant::look(const attesto::Callback<bool()>& must_stop) {
  key_care_.look();
  return sweeper_.is_due() && sweeper_.sweep(must_stop);
}

std::expected<Tenants, Faults> open_tenants(const std::vector<IssuerConfig>& issuers,
                                            const Surroundings& surroundings) {
  Tenants tenants;
  Faults faults;
  for (const IssuerConfig& issuer : issuers) {
    auto tenant = Tenant::open(issuer, surroundings);
    if (tenant) tenants.push_back(*std::move(tenant));
    else std::ranges::move(tenant.error(), std::back_inserter(faults));
  }
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return tenants;
}

}  // namespace attestod
