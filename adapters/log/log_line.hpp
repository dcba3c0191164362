// One line of the log: a JSON object of printable ASCII.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"

namespace attesto::inline v0 {

/// How much a line matters, the least first.
enum class LogLevel : std::uint8_t { debug, info, warning, error };

[[nodiscard]] std::string_view to_string(LogLevel level) noexcept;

/// UTC with milliseconds, e.g. `2026-01-31T08:15:00.250Z`.
/// @rfc 3339 §5.6
[[nodiscard]] std::string to_rfc3339(Instant instant);

/// Builds one line. Whatever a value holds, the line has no byte outside %x20-7E, so that neither a
/// line break nor a terminal's escape sequence gets from a request into the log.
class LogLine {
 public:
  /// Bytes of a value that are kept: a line must fit into one atomic write to a pipe (4 KiB).
  static constexpr std::size_t kMaxValueBytes = 256;

  LogLine(LogLevel level, Instant at, std::string_view event);

  /// Adds a member; an empty value adds nothing.
  LogLine& add(std::string_view name, std::string_view value);
  LogLine& add(std::string_view name, std::int64_t value);

  [[nodiscard]] LogLevel level() const noexcept { return level_; }
  /// The whole line with its line feed.
  [[nodiscard]] std::string text() const { return text_ + "}\n"; }

 private:
  LogLevel level_;
  std::string text_;
};

}  // namespace attesto::inline v0
