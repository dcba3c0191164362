#include "attesto/policy/event.hpp"

#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::token_issued: return "token_issued";
    case EventKind::token_denied: return "token_denied";
    case EventKind::token_revoked: return "token_revoked";
    case EventKind::token_introspected: return "token_introspected";
    case EventKind::introspection_denied: return "introspection_denied";
    case EventKind::reuse_detected: return "reuse_detected";
    case EventKind::authorization_pushed: return "authorization_pushed";
    case EventKind::authorization_issued: return "authorization_issued";
    case EventKind::authorization_denied: return "authorization_denied";
    case EventKind::authorization_failed: return "authorization_failed";
    case EventKind::userinfo_released: return "userinfo_released";
    case EventKind::userinfo_denied: return "userinfo_denied";
    case EventKind::client_registered: return "client_registered";
    case EventKind::client_updated: return "client_updated";
    case EventKind::client_deleted: return "client_deleted";
    case EventKind::registration_denied: return "registration_denied";
    case EventKind::request_failed: return "request_failed";
    case EventKind::key_rotated: return "key_rotated";
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
