#include "attesto/client_auth/client_certificate.hpp"

#include <utility>

namespace attesto::inline v0 {

Result<Certificate> read_client_certificate(const http::Peer& peer) {
  if (peer.certificate_der.empty())
    return fail(ErrorCode::invalid_client, kClientAuthFailed, Reason::certificate_required);
  auto certificate = Certificate::parse(peer.certificate_der);
  if (!certificate) return fail(ErrorCode::invalid_client, kClientAuthFailed, Reason::certificate_malformed);
  return *std::move(certificate);
}

Verified to_verified(const std::expected<void, MtlsError>& checked) {
  if (!checked) return fail(ErrorCode::invalid_client, kClientAuthFailed, to_error(checked.error()).reason);
  return std::nullopt;
}

}  // namespace attesto::inline v0
