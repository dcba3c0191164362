// private_key_jwt - RFC 7521 §4.2, RFC 7523 §2.2, §3; OIDC Core §9.
#include <algorithm>
#include <array>
#include <utility>

#include "attesto/client_auth/method.hpp"
#include "attesto/jose/jws.hpp"
#include "attesto/proof/client_assertion.hpp"

namespace attesto::inline v0 {
namespace {

bool is_offered(const ClientAuthServices& services) { return !services.assertions.algorithms.empty(); }

bool is_used(const http::Request&, const Form& form) {
  return form.find("client_assertion").has_value() || form.find("client_assertion_type").has_value();
}

Result<PresentedCredentials> read(const http::Request&, const Form& form) {
  if (form.find("client_assertion_type") != kJwtBearerAssertionType)
    return fail(ErrorCode::invalid_request, "client_assertion_type must be the one of RFC 7523 section 2.2",
                Reason::client_credentials_malformed);
  const auto assertion = form.find("client_assertion");
  if (!assertion)
    return fail(ErrorCode::invalid_request, "client_assertion_type came without client_assertion",
                Reason::client_credentials_missing);
  auto client_id = peek_client_id(*assertion);
  if (!client_id) return std::unexpected(to_error(ClientAssertionError::malformed));
  return PresentedCredentials{.client_id = *std::move(client_id), .assertion = *assertion};
}

/// Of which nobody has the other half. @pre not X25519
template <KeyType kType>
const PublicKey& orphan_key() {
  static const PublicKey kKey = PrivateKey::generate(kType).public_key();
  return kKey;
}

const PublicKey& orphan_key_for(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ES256: return orphan_key<KeyType::ec_p256>();
    case Algorithm::ES384: return orphan_key<KeyType::ec_p384>();
    case Algorithm::ES512: return orphan_key<KeyType::ec_p521>();
    case Algorithm::EdDSA: return orphan_key<KeyType::ed25519>();
    default: return orphan_key<KeyType::rsa>();
  }
}

/// What an assertion says about its key.
struct KeyHint {
  Algorithm algorithm;
  std::string kid;  ///< empty: not said
};

std::optional<KeyHint> find_key_hint(std::string_view assertion) {
  const auto jws = Jws::parse(assertion);
  const std::string* alg = jws ? jws->header().find_string("alg") : nullptr;
  const auto algorithm = alg ? parse_algorithm(*alg) : std::nullopt;
  if (!algorithm) return std::nullopt;
  const std::string* kid = jws->header().find_string("kid");
  return KeyHint{*algorithm, kid ? *kid : std::string()};
}

bool has_other_algorithm(const Client& client, const KeyHint& hint) {
  return client.token_endpoint_auth_signing_alg && *client.token_endpoint_auth_signing_alg != hint.algorithm;
}

/// The client's key that the hint names, if it names one.
std::optional<VerificationKey> find_registered_key(const Client& client, const KeyHint& hint) {
  if (!client.jwks || has_other_algorithm(client, hint)) return std::nullopt;
  auto keys = client.jwks->verification_keys(client.token_endpoint_auth_signing_alg);
  std::erase_if(keys, [&](const VerificationKey& key) {
    return key.algorithm() != hint.algorithm || (!hint.kid.empty() && key.kid() != hint.kid);
  });
  if (keys.size() != 1) return std::nullopt;
  return std::move(keys.front());
}

/// Every assertion that can be verified at all is verified once, under the key that it names or under
/// one of that kind that nobody can sign with: neither time nor bytes say whether there is such a client,
/// whether it has such a key, and how it is registered.
Verified verify(const ClientAuthServices& services, const PresentedCredentials& credentials, const Client& client,
                Instant now) {
  const bool loose =
      services.assertions.audience == AssertionAudience::issuer_or_token_endpoint && !client.require_issuer_audience;
  const std::array audiences = {services.issuer, services.token_endpoint};
  const ClientAssertionPolicy policy{.audiences = std::span(audiences).first(loose ? 2 : 1),
                                     .algorithms = services.assertions.algorithms,
                                     .audience_form = loose ? ClientAssertionPolicy::AudienceForm::string_or_array
                                                            : ClientAssertionPolicy::AudienceForm::single_string};
  const auto hint = find_key_hint(credentials.assertion);
  std::vector<VerificationKey> keys;
  if (hint) {
    auto registered = find_registered_key(client, *hint);
    keys.push_back(registered
                       ? *std::move(registered)
                       : VerificationKey::create(orphan_key_for(hint->algorithm), hint->algorithm, hint->kid).value());
  }
  const auto assertion = check_client_assertion(credentials.assertion, credentials.client_id, keys, policy, now);
  if (assertion) return assertion->replay_record();
  Error error = to_error(assertion.error());
  if (hint && has_other_algorithm(client, *hint)) error.reason = Reason::assertion_algorithm;
  return std::unexpected(error);
}

}  // namespace

extern const Method private_key_jwt_method{ClientAuthMethod::private_key_jwt, is_offered, is_used, read, verify};

}  // namespace attesto::inline v0
