// One issuer at work: its database, its keys, its site, and what looks after them.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/attestod/key_care.hpp"
#include "apps/attestod/site.hpp"
#include "apps/attestod/sweeper.hpp"
#include "apps/config/issuer_config.hpp"
#include "attesto/policy/client_certificates.hpp"
#include "attesto/policy/event.hpp"

namespace attestod {

/// What the issuers of one process share.
struct Surroundings {
  std::string config_file;  ///< for faults
  std::optional<attesto::ClientCertificates> client_certificates{};
  std::shared_ptr<const attesto::Clock> clock;
  std::shared_ptr<attesto::Random> random;
  std::shared_ptr<const attesto::JsonLog> log;
  attesto::EventSink on_event;  ///< must not be slow
  /// Puts something in front of a store; may be empty.
  std::function<std::shared_ptr<attesto::Store>(std::shared_ptr<attesto::Store>)> decorate{};
};

/// Opened whole or not at all; look() is for one thread.
class Tenant {
 public:
  /// @error  every fault, one line each, with what to do about it
  [[nodiscard]] static std::expected<std::unique_ptr<Tenant>, std::vector<std::string>> open(
      const IssuerConfig& config, const Surroundings& surroundings);
  Tenant(const Tenant&) = delete;
  Tenant& operator=(const Tenant&) = delete;

  /// What answers; lives as long as somebody holds it.
  [[nodiscard]] const std::shared_ptr<const Site>& site() const noexcept { return site_; }

  /// Follows the keys, and sweeps if it is time.
  /// @return whether there is more to sweep at once
  bool look(const attesto::Callback<bool()>& must_stop);

 private:
  Tenant(std::shared_ptr<const Site> site, KeyCareParts keys, SweeperParts sweeper)
      : site_(std::move(site)), key_care_(std::move(keys)), sweeper_(std::move(sweeper)) {}

  std::shared_ptr<const Site> site_;
  KeyCare key_care_;
  Sweeper sweeper_;
};

using Tenants = std::vector<std::unique_ptr<Tenant>>;

/// All of them, or every fault of any.
[[nodiscard]] std::expected<Tenants, std::vector<std::string>> open_tenants(const std::vector<IssuerConfig>& issuers,
                                                                            const Surroundings& surroundings);

}  // namespace attestod
