#include "attesto/client_auth/client_auth.hpp"

#include <utility>

#include "attesto/client_auth/method.hpp"
#include "attesto/crypto/digest.hpp"

namespace attesto::inline v0 {
namespace {

constexpr WireText kWrong = "client authentication failed";

struct Attempt {
  ClientAuthMethod method;
  PresentedCredentials credentials;
};

/// The one method in use (RFC 6749 §2.3: "MUST NOT use more than one authentication method").
Result<Attempt> read_attempt(const http::Request& request, const Form& form) {
  const Method* used = nullptr;
  for (const Method* method : all_methods()) {
    if (!method->is_used(request, form)) continue;
    if (used)
      return fail(ErrorCode::invalid_request, "use one client authentication method per request, not several",
                  Reason::client_several_methods);
    used = method;
  }
  const auto body_client_id = form.find("client_id");
  if (!used) {
    if (!body_client_id)
      return fail(ErrorCode::invalid_client, "client authentication is missing", Reason::client_credentials_missing);
    return Attempt{ClientAuthMethod::none, {ClientId(*body_client_id)}};
  }
  ATTESTO_TRY(credentials, used->read(request, form));
  if (body_client_id && *body_client_id != credentials.client_id.view())
    return fail(ErrorCode::invalid_client, "client_id differs from the authenticated client",
                Reason::client_id_mismatch);
  return Attempt{used->name, std::move(credentials)};
}

std::expected<bool, Unavailable> secret_matches(const std::optional<VerifyClientSecret>& verify_secret,
                                                const Client& client, const Secret& secret) {
  if (verify_secret) return (*verify_secret)(client, secret);
  const Sha256Digest presented = sha256(secret.expose());
  const Sha256Digest expected = client.client_secret_sha256.value_or(Sha256Digest{});
  return equal_ct(presented, expected) && client.client_secret_sha256.has_value();
}

}  // namespace

Result<AuthenticatedClient> authenticate_client(const LoadClient& load_client,
                                                const std::optional<VerifyClientSecret>& verify_secret,
                                                const http::Request& request, const Form& form) {
  ATTESTO_TRY(attempt, read_attempt(request, form));
  auto loaded = load_client(attempt.credentials.client_id);
  if (!loaded) return fail_unavailable(Reason::host_unavailable);

  // An unknown client goes through the same work, so that time tells nothing.
  static const Client nobody{.client_id = ClientId("")};
  const Client& client = *loaded ? **loaded : nobody;
  std::expected<bool, Unavailable> secret_fits = true;
  if (attempt.credentials.secret) secret_fits = secret_matches(verify_secret, client, *attempt.credentials.secret);
  if (!secret_fits) return fail_unavailable(Reason::host_unavailable);

  if (!*loaded) return fail(ErrorCode::invalid_client, kWrong, Reason::client_unknown);
  if (client.disabled) return fail(ErrorCode::invalid_client, kWrong, Reason::client_disabled);
  if (client.token_endpoint_auth_method != attempt.method)
    return fail(ErrorCode::invalid_client, kWrong, Reason::client_wrong_method);
  if (!*secret_fits) return fail(ErrorCode::invalid_client, kWrong, Reason::client_wrong_secret);
  return AuthenticatedClient(*std::move(loaded));
}

}  // namespace attesto::inline v0
