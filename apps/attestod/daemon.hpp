// The process: opens what the configuration names, serves, and keeps house until it is told to stop.
#pragma once

#include "apps/config/daemon_config.hpp"

namespace attestod {

/// Exit status of a start that the operator has to fix: configuration, keys, schema.
inline constexpr int kExitConfiguration = 2;
/// Exit status of a start that the machine refused, e.g. a port in use.
inline constexpr int kExitFailure = 1;

/// Runs until SIGINT or SIGTERM; then finishes running requests. SIGHUP reads the signing keys
/// again at once, which otherwise happens every five seconds.
/// @return the exit status; what went wrong is on standard error
[[nodiscard]] int run_daemon(const DaemonConfig& config);

}  // namespace attestod
