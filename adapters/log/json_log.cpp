#include "adapters/log/json_log.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace attesto::inline v0 {

LineSink stderr_sink() {
  return [](std::string_view line) {
    while (!line.empty()) {
      const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      line.remove_prefix(static_cast<std::size_t>(written));
    }
  };
}

LogLevel level_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::token_issued:
    case EventKind::key_rotated:
    case EventKind::token_revoked:
    case EventKind::token_introspected:
    case EventKind::authorization_pushed:
    case EventKind::authorization_issued:
    case EventKind::authorization_denied:  // by the end-user, who may
    case EventKind::userinfo_released:
    case EventKind::client_registered:
    case EventKind::client_updated:
    case EventKind::client_deleted: return LogLevel::info;
    case EventKind::token_denied:
    case EventKind::introspection_denied:
    case EventKind::reuse_detected:
    case EventKind::authorization_failed:
    case EventKind::userinfo_denied:
    case EventKind::registration_denied: return LogLevel::warning;
    case EventKind::request_failed: return LogLevel::error;
  }
  std::unreachable();
}

void JsonLog::write(const Event& event) const {
  const LogLevel level = level_of(event.kind);
  if (level < least_) return;
  LogLine line(level, event.at, to_string(event.kind));
  line.add("request_id", event.request_id)
      .add("endpoint", event.endpoint)
      .add("client_id", event.client_id)
      .add("subject", event.subject)
      .add("grant_type", event.grant_type)
      .add("scope", event.scope)
      .add("kid", event.kid);
  if (event.reason) {
    const ReasonText reason = describe(*event.reason);
    line.add("reason", reason.id).add("clause", reason.clause).add("option", reason.option).add("cure", reason.cure);
  }
  sink_(line.text());
}

}  // namespace attesto::inline v0
