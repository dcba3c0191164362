// self_signed_tls_client_auth - RFC 8705 §2.2.
#include "attesto/client_auth/client_certificate.hpp"

namespace attesto::inline v0 {
namespace {

bool is_offered(const ClientAuthServices& services) {
  return services.certificates && services.certificates->self_signed_are_passed;
}

Verified verify(const ClientAuthServices&, const PresentedCredentials& credentials, const Client& client, Instant now) {
  static const RegisteredCertificates kNone;
  ATTESTO_TRY(certificate, read_client_certificate(credentials.peer));
  const RegisteredCertificates& registered = client.jwks ? client.jwks->certificates() : kNone;
  return to_verified(check_self_signed_tls_client_auth(certificate, registered, now));
}

}  // namespace

extern const Method self_signed_tls_client_auth_method{ClientAuthMethod::self_signed_tls_client_auth, is_offered,
                                                       nullptr, nullptr, verify};

}  // namespace attesto::inline v0
