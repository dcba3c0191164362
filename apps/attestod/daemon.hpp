// The process: opens what the configuration names, serves, and keeps house until it is told to stop.
#pragma once

#include <functional>
#include <memory>

#include "apps/config/daemon_config.hpp"

namespace attestod {

/// Exit status of a start that the operator has to fix: configuration, keys, schema.
inline constexpr int kExitConfiguration = 2;
/// Exit status of a start that the machine refused, e.g. a port in use.
inline constexpr int kExitFailure = 1;

/// Puts something in front of the store that the configuration names.
using DecorateStore = std::function<std::shared_ptr<attesto::Store>(std::shared_ptr<attesto::Store>)>;

/// Runs until SIGINT or SIGTERM; then finishes running requests. SIGHUP reads the configuration file
/// again: its issuers replace the running ones without a request lost, unless there is a fault, which
/// is logged and changes nothing. `[listen]`, `[tls]`, `[threads]` and `log_level` stay until a restart.
/// The signing keys are read with it, and otherwise every five seconds.
/// @param decorate  may be empty, as attestod itself leaves it; for programs that count or break
///                  what goes to the store
/// @return the exit status; what went wrong is on standard error
[[nodiscard]] int run_daemon(const DaemonConfig& config, const DecorateStore& decorate = {});

}  // namespace attestod
