// The audit log: one JSON object per line.
#pragma once

#include "adapters/log/log_line.hpp"
#include "attesto/base/callback.hpp"
#include "attesto/policy/event.hpp"

namespace attesto::inline v0 {

/// Takes one finished line, line feed included. Called from several threads at once; must not throw.
using LineSink = Callback<void(std::string_view)>;

/// Writes each line to standard error in one system call, so that lines of several threads never
/// mix. A reader that went away loses lines; it never stops the server.
[[nodiscard]] LineSink stderr_sink();

/// Drops what is below a level and renders the rest.
class JsonLog {
 public:
  /// Writes what is at least as grave as `least` to `sink`.
  JsonLog(LogLevel least, LineSink sink) : least_(least), sink_(std::move(sink)) {}

  /// Writes one line, unless it is below the level; thread-safe if the sink is.
  void write(const LogLine& line) const {
    if (line.level() >= least_) sink_(line.text());
  }
  /// What the library reports (Config::on_event). An event has no field for a code, a token or a
  /// secret, so none can get here.
  void write(const Event& event) const;

 private:
  LogLevel least_;
  LineSink sink_;
};

/// How much an event of that kind matters.
[[nodiscard]] LogLevel level_of(EventKind kind) noexcept;

}  // namespace attesto::inline v0
