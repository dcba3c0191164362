// tls_client_auth - RFC 8705 §2.1.
#include "attesto/client_auth/client_certificate.hpp"

namespace attesto::inline v0 {
namespace {

bool is_offered(const ClientAuthServices& services) {
  return services.certificates && services.certificates->chains_are_validated;
}

Verified verify(const ClientAuthServices&, const PresentedCredentials& credentials, const Client& client, Instant now) {
  ATTESTO_TRY(certificate, read_client_certificate(credentials.peer));
  if (!client.tls_client_auth_name) return to_verified(std::unexpected(MtlsError::other_name));
  const auto chain = credentials.peer.certificate_chain_validated ? ChainTrust::validated : ChainTrust::not_validated;
  return to_verified(check_tls_client_auth(certificate, chain, *client.tls_client_auth_name, now));
}

}  // namespace

extern const Method tls_client_auth_method{ClientAuthMethod::tls_client_auth, is_offered, nullptr, nullptr, verify};

}  // namespace attesto::inline v0
