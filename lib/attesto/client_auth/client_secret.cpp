#include "attesto/client_auth/client_secret.hpp"

#include "attesto/crypto/digest.hpp"

namespace attesto::inline v0 {
namespace {

std::expected<bool, Unavailable> secret_matches(const ClientAuthServices& services, const Client& client,
                                                const Secret& secret) {
  if (services.verify_client_secret) return (*services.verify_client_secret)(client, secret);
  const Sha256Digest presented = sha256(secret.expose());
  const Sha256Digest expected = client.client_secret_sha256.value_or(Sha256Digest{});
  return equal_ct(presented, expected) && client.client_secret_sha256.has_value();
}

}  // namespace

Verified verify_client_secret(const ClientAuthServices& services, const PresentedCredentials& credentials,
                              const Client& client, Instant) {
  const auto matches = secret_matches(services, client, *credentials.secret);
  if (!matches) return fail_unavailable(Reason::host_unavailable);
  if (!*matches) return fail(ErrorCode::invalid_client, kClientAuthFailed, Reason::client_wrong_secret);
  return std::nullopt;
}

}  // namespace attesto::inline v0
