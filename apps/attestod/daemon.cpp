#include "apps/attestod/daemon.hpp"

#include <sys/resource.h>

#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/clock/system_clock.hpp"
#include "adapters/http/http_server.hpp"
#include "adapters/log/queued_events.hpp"
#include "apps/attestod/signals.hpp"
#include "apps/attestod/sites.hpp"
#include "apps/attestod/tenant.hpp"
#include "attesto/base/snapshot.hpp"
#include "attesto/crypto/os_random.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;
namespace http = attesto::http;

constexpr auto kLookInterval = 5s;

constexpr std::string_view kDevelopmentWarning =
    "attestod: ************************************************************************\n"
    "attestod: *  DEVELOPMENT MODE: http:// on loopback, no TLS, cookies not Secure.  *\n"
    "attestod: *  Never use it in production, and never with real accounts.           *\n"
    "attestod: ************************************************************************\n";

attesto::LogLevel log_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return attesto::LogLevel::debug;
    case LogLevel::info: return attesto::LogLevel::info;
    case LogLevel::warning: return attesto::LogLevel::warning;
    case LogLevel::error: return attesto::LogLevel::error;
  }
  std::unreachable();
}

/// Sockets are files: the soft limit of most systems, 1024, is far below HttpLimits::connections.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int complain(int status, std::string_view what) {
  std::cerr << "attestod: " << what << '\n';
  return status;
}

int complain(const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) complain(kExitConfiguration, fault);
  return kExitConfiguration;
}

std::shared_ptr<const Sites> sites_of(const Tenants& tenants) {
  std::vector<std::shared_ptr<const Site>> sites;
  for (const auto& tenant : tenants) sites.push_back(tenant->site());
  return std::make_shared<const Sites>(std::move(sites));
}

std::string names_of(const std::vector<IssuerConfig>& issuers) {
  std::string names;
  for (const IssuerConfig& issuer : issuers) names.append(names.empty() ? "" : " ").append(issuer.issuer.str());
  return names;
}

/// Says how many events were lost, when more of them are.
class LossReport {
 public:
  LossReport(const attesto::QueuedEvents& events, const attesto::JsonLog& log, const attesto::Clock& clock)
      : events_(events), log_(log), clock_(clock) {}
  void look() {
    const attesto::QueuedEvents::Counts counts = events_.counts();
    const std::uint64_t lost = counts.dropped + counts.failed;
    if (lost == told_) return;
    told_ = lost;
    log_.write(attesto::LogLine(attesto::LogLevel::warning, clock_.now(), "events_lost")
                   .add("total", static_cast<std::int64_t>(lost)));
  }

 private:
  const attesto::QueuedEvents& events_;
  const attesto::JsonLog& log_;
  const attesto::Clock& clock_;
  std::uint64_t told_ = 0;
};

/// What serves, and the thread that looks after it.
class Housekeeping {
 public:
  Housekeeping(const Surroundings& surroundings, Tenants tenants, attesto::Snapshot<Sites>& sites)
      : surroundings_(surroundings), tenants_(std::move(tenants)), sites_(sites) {}

  void run_until_stopped(const Signals& signals, LossReport& losses) {
    auto pause = kLookInterval;
    for (;;) {
      const auto signal = signals.wait_for(pause);
      if (signal == Signal::stop) return;
      if (signal == Signal::reload) reload();
      losses.look();
      bool has_more = false;
      for (const auto& tenant : tenants_) has_more = tenant->look(Signals::is_stop_pending) || has_more;
      pause = has_more ? 0s : kLookInterval;
    }
  }

 private:
  /// Everything new first, then the change, and only if there is nothing wrong with it. Requests that
  /// are being answered keep the old sites until they are done.
  void reload() {
    auto config = load_daemon_config(surroundings_.config_file);
    if (!config) {
      std::vector<std::string> faults;
      for (const ConfigFault& fault : config.error()) faults.push_back(to_string(fault));
      return refuse(faults);
    }
    auto tenants = open_tenants(config->issuers, surroundings_);
    if (!tenants) return refuse(tenants.error());
    tenants_ = *std::move(tenants);
    sites_.replace(sites_of(tenants_));
    write(attesto::LogLevel::info, "configuration_reloaded", "issuer", names_of(config->issuers));
  }

  void refuse(const std::vector<std::string>& faults) const {
    for (const std::string& fault : faults)
      write(attesto::LogLevel::error, "configuration_not_reloaded", "fault", fault);
  }

  void write(attesto::LogLevel level, std::string_view what, std::string_view name, const std::string& value) const {
    surroundings_.log->write(attesto::LogLine(level, surroundings_.clock->now(), what).add(name, value));
  }

  const Surroundings& surroundings_;
  Tenants tenants_;
  attesto::Snapshot<Sites>& sites_;
};

}  // namespace

int run_daemon(const DaemonConfig& config, const DecorateStore& decorate) {
  const Signals signals;  // before the first thread is started
  raise_file_limit();
  if (config.development) std::cerr << kDevelopmentWarning;
  const auto clock = std::make_shared<const attesto::SystemClock>();
  const auto log = std::make_shared<const attesto::JsonLog>(log_level(config.log_level), attesto::stderr_sink());
  // A log that is read slowly, or not at all, holds up its own thread and no request (W-33).
  const auto events =
      std::make_shared<attesto::QueuedEvents>([log](const attesto::Event& event) { log->write(event); });
  const Surroundings surroundings{.config_file = config.file,
                                  .client_certificates = config.client_certificates,
                                  .clock = clock,
                                  .random = std::make_shared<attesto::OsRandom>(),
                                  .log = log,
                                  .on_event = [events](const attesto::Event& event) { events->push(event); },
                                  .decorate = decorate};
  auto tenants = open_tenants(config.issuers, surroundings);
  if (!tenants) return complain(tenants.error());
  attesto::Snapshot<Sites> sites(sites_of(*tenants));

  const auto server = attesto::HttpServer::start(
      config.http, [&](const http::Request& request) { return sites.get()->answer(request); },
      [&](const http::Request& request) { return sites.get()->answers_without_blocking(request); });
  if (!server) return complain(kExitFailure, server.error());
  log->write(attesto::LogLine(attesto::LogLevel::info, clock->now(), "started")
                 .add("issuer", names_of(config.issuers))
                 .add("address", config.http.address)
                 .add("port", (*server)->port()));

  LossReport losses(*events, *log, *clock);
  Housekeeping(surroundings, *std::move(tenants), sites).run_until_stopped(signals, losses);
  (*server)->stop();
  events->stop();
  losses.look();
  log->write(attesto::LogLine(attesto::LogLevel::info, clock->now(), "stopped"));
  return 0;
}

}  // namespace attestod
