#include "apps/attestod/daemon.hpp"

#include <sys/resource.h>

#include <iostream>
#include <utility>

#include "adapters/clock/system_clock.hpp"
#include "adapters/http/http_server.hpp"
#include "adapters/key_store/master_key.hpp"
#include "apps/attestod/key_care.hpp"
#include "apps/attestod/signals.hpp"
#include "apps/attestod/site.hpp"
#include "apps/attestod/sweeper.hpp"
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

int complain(const attesto::Problems& problems) {
  for (const attesto::Problem& problem : problems)
    std::cerr << "attestod: " << problem.option << ": " << problem.fault << "; " << problem.cure << '\n';
  return kExitConfiguration;
}

/// What has to be in place before anything can be served.
struct Foundation {
  std::shared_ptr<attesto::Store> store;
  std::shared_ptr<attesto::Registry> registry;
  std::shared_ptr<const attesto::Sealer> master_key;
  std::shared_ptr<KeySource> keys;
};

std::expected<Foundation, std::string> open_foundation(const DaemonConfig& config,
                                                       std::shared_ptr<const attesto::Clock> clock) {
  auto master_key = attesto::load_master_key(config.master_key_file);
  if (!master_key) return std::unexpected(std::move(master_key).error());
  auto storage = open_storage(config.storage);
  if (!storage) return std::unexpected(std::move(storage).error());
  Foundation foundation{.store = std::move(storage->store),
                        .registry = std::move(storage->registry),
                        .master_key = std::make_shared<const attesto::Sealer>(*std::move(master_key)),
                        .keys = nullptr};
  auto keys = KeySource::open(foundation.registry, foundation.master_key, std::move(clock), config.default_algorithm);
  if (!keys) return std::unexpected(std::move(keys).error());
  foundation.keys = *std::move(keys);
  return foundation;
}

/// The nonces' key comes from the master key: every node has it, and there is nothing more to hand out.
/// With a new master key the old nonces are refused once, and clients fetch the new ones by themselves.
std::optional<attesto::DpopOptions> make_dpop_options(const DaemonConfig& config, const attesto::Sealer& master_key) {
  if (!config.dpop) return std::nullopt;
  attesto::DpopOptions options{.algorithms = config.dpop->algorithms, .window = config.dpop->window};
  if (config.dpop->require_nonce)
    options.nonces.emplace(master_key.derive("attesto DPoP nonces of " + config.issuer.str()));
  return options;
}

void serve_until_stopped(const Signals& signals, KeyCare& key_care, Sweeper& sweeper) {
  auto pause = kLookInterval;
  for (;;) {
    const auto signal = signals.wait_for(pause);
    if (signal == Signal::stop) return;
    key_care.look();
    pause = sweeper.is_due() && sweeper.sweep(Signals::is_stop_pending) ? 0s : kLookInterval;
  }
}

}  // namespace

int run_daemon(const DaemonConfig& config, const DecorateStore& decorate) {
  const Signals signals;  // before the first thread is started
  raise_file_limit();
  if (config.development) std::cerr << kDevelopmentWarning;
  const auto clock = std::make_shared<const attesto::SystemClock>();
  auto foundation = open_foundation(config, clock);
  if (!foundation) return complain(kExitConfiguration, foundation.error());
  if (decorate) foundation->store = decorate(std::move(foundation->store));

  const auto log = std::make_shared<const attesto::JsonLog>(log_level(config.log_level), attesto::stderr_sink());
  const auto random = std::make_shared<attesto::OsRandom>();
  auto site = Site::create({.issuer = config.issuer,
                            .store = foundation->store,
                            .registry = foundation->registry,
                            .keys = [keys = foundation->keys] { return keys->current(); },
                            .master_key = foundation->master_key,
                            .clock = clock,
                            .random = random,
                            .log = log,
                            .assertion_audience = config.assertion_audience,
                            .client_certificates = config.client_certificates,
                            .lifetimes = config.lifetimes,
                            .session_lifetime = config.session_lifetime,
                            .scopes_supported = config.scopes_supported,
                            .resources = config.resources,
                            .introspection = config.introspection,
                            .request_objects = config.request_objects,
                            .require_pushed_requests = config.require_pushed_requests,
                            .dpop = make_dpop_options(config, *foundation->master_key),
                            .registration = config.registration});
  if (!site) return complain(site.error());

  const auto server = attesto::HttpServer::start(
      config.http, [&](const http::Request& request) { return (*site)->answer(request); },
      [&](const http::Request& request) { return (*site)->answers_without_blocking(request); });
  if (!server) return complain(kExitFailure, server.error());
  log->write(attesto::LogLine(attesto::LogLevel::info, clock->now(), "started")
                 .add("issuer", config.issuer.str())
                 .add("address", config.http.address)
                 .add("port", (*server)->port()));

  KeyCare key_care({.keys = foundation->keys,
                    .registry = foundation->registry,
                    .master_key = foundation->master_key,
                    .clock = clock,
                    .random = random,
                    .log = log,
                    .rotation = config.rotation});
  Sweeper sweeper(
      {.store = foundation->store, .registry = foundation->registry, .clock = clock, .random = random, .log = log});
  serve_until_stopped(signals, key_care, sweeper);
  (*server)->stop();
  log->write(attesto::LogLine(attesto::LogLevel::info, clock->now(), "stopped"));
  return 0;
}

}  // namespace attestod
