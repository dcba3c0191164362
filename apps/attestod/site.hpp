// Everything that the daemon answers: its pages, then the library, then 404.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <vector>

#include "adapters/log/json_log.hpp"
#include "adapters/registry/registry.hpp"
#include "apps/config/limit_settings.hpp"
#include "apps/config/registration_settings.hpp"
#include "attesto/base/problems.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/policy/client_certificates.hpp"
#include "attesto/policy/event.hpp"
#include "attesto/policy/introspection.hpp"
#include "attesto/policy/key_ring.hpp"
#include "attesto/proof/dpop_options.hpp"
#include "attesto/server/profile_rules.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/lifetimes.hpp"
#include "attesto/wire/http_message.hpp"

namespace attestod {

/// What a site is made of.
struct SiteParts {
  attesto::Issuer issuer;
  std::shared_ptr<attesto::Store> store;
  std::shared_ptr<attesto::Registry> registry;
  attesto::CurrentKeys keys;
  std::shared_ptr<const attesto::Sealer> master_key;
  std::shared_ptr<const attesto::Clock> clock;
  std::shared_ptr<attesto::Random> random;
  std::shared_ptr<const attesto::JsonLog> log;
  std::optional<attesto::EventSink> on_event{};  ///< absent: the log itself, on the thread of the request
  attesto::Profile profile = attesto::Profile::oauth21;
  attesto::ProfileRules rules{};
  bool require_signed_requests = false;
  std::optional<attesto::ClientCertificates> client_certificates{};
  attesto::TokenLifetimes lifetimes{};
  std::chrono::seconds session_lifetime{8 * 3600};
  attesto::Scope scopes_supported{};
  std::vector<attesto::ResourceIndicator> resources{};
  std::optional<attesto::IntrospectionRules> introspection{std::in_place};
  std::optional<attesto::DpopOptions> dpop{std::in_place};
  std::optional<RegistrationSettings> registration{};
  LimitSettings limits{};
};

/// One issuer with its pages. Thread-safe.
class Site {
 public:
  /// @return the site, or every fault that the library finds
  [[nodiscard]] static std::expected<std::unique_ptr<Site>, attesto::Problems> create(SiteParts parts);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site();

  /// Who answers.
  [[nodiscard]] const attesto::Issuer& issuer() const noexcept;
  /// Whether there is a page or an endpoint at that path.
  [[nodiscard]] bool has(std::string_view path) const;
  /// May block on the store, the registry and a password hash.
  [[nodiscard]] attesto::http::Response answer(const attesto::http::Request& request) const;
  /// Whether `answer` does not block for this request.
  [[nodiscard]] bool answers_without_blocking(const attesto::http::Request& request) const;

 private:
  struct State;
  explicit Site(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attestod
