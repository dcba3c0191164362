#include "apps/attestod/signals.hpp"

#include <csignal>
#include <ctime>

namespace attestod {
namespace {

sigset_t taken_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = taken_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  // A full disk, or `ulimit -f`, is an error of one write, not our end.
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
}

std::optional<Signal> Signals::wait_for(std::chrono::seconds time) const {
  const sigset_t set = taken_signals();
  const timespec timeout{.tv_sec = static_cast<time_t>(time.count()), .tv_nsec = 0};
  const int number = sigtimedwait(&set, nullptr, &timeout);
  if (number < 0) return std::nullopt;  // the time is over, or a debugger interrupted
  return number == SIGHUP ? Signal::reload : Signal::stop;
}

bool Signals::is_stop_pending() {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

}  // namespace attestod
