#include "support/client_credentials.hpp"

#include <atomic>
#include <stdexcept>

#include "attesto/jose/jwk.hpp"
#include "certificate/make_certificate.hpp"

namespace attesto::test {
namespace {

Client make_client(std::string_view client_id, ClientAuthMethod method) {
  return {.client_id = ClientId(client_id),
          .token_endpoint_auth_method = method,
          .redirect_uris = {std::string(kRedirectUri)},
          .grant_types = {"authorization_code", "refresh_token", "client_credentials"},
          .scope = Scope::parse("openid profile offline_access api").value(),
          .client_name = std::string(client_id)};
}

ClientKeys public_keys() {
  Json::Array keys;
  for (const Algorithm algorithm : kClientAlgorithms)
    keys.push_back(
        to_jwk(VerificationKey::create(client_key(algorithm).public_key(), algorithm, std::string(to_string(algorithm)))
                   .value()));
  return ClientKeys::parse(Json::Object{{"keys", std::move(keys)}}).value();
}

}  // namespace

const PrivateKey& client_key(Algorithm algorithm) {
  static const PrivateKey kEc = PrivateKey::generate(KeyType::ec_p256);
  static const PrivateKey kEd = PrivateKey::generate(KeyType::ed25519);
  static const PrivateKey kRsa = PrivateKey::generate(KeyType::rsa);
  switch (algorithm) {
    case Algorithm::ES256: return kEc;
    case Algorithm::EdDSA: return kEd;
    case Algorithm::PS256:
    case Algorithm::RS256: return kRsa;
    default: throw std::logic_error("the test clients have no such key");
  }
}

Client key_client(std::string_view client_id) {
  Client client = make_client(client_id, ClientAuthMethod::private_key_jwt);
  client.jwks = public_keys();
  return client;
}

Client named_client(std::string_view client_id, std::string_view dns) {
  Client client = make_client(client_id, ClientAuthMethod::tls_client_auth);
  client.tls_client_auth_name = RegisteredName::parse(RegisteredName::Kind::tls_client_auth_san_dns, dns);
  return client;
}

Client self_signed_client(std::string_view client_id) {
  Client client = make_client(client_id, ClientAuthMethod::self_signed_tls_client_auth);
  client.jwks = public_keys();
  return client;
}

testing_support::RawJwt good_assertion(std::string_view client_id, Instant now, Algorithm algorithm) {
  static std::atomic<int> count = 0;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  return {.header = {{"alg", to_string(algorithm)}, {"kid", to_string(algorithm)}},
          .claims = {{"iss", client_id},
                     {"sub", client_id},
                     {"aud", kIssuer},
                     {"jti", "assertion-" + std::to_string(++count)},
                     {"iat", Json(seconds)},
                     {"exp", Json(seconds + 60)}}};
}

Parameters as_parameters(std::string_view assertion) {
  return {{"client_assertion_type", std::string(kAssertionType)}, {"client_assertion", std::string(assertion)}};
}

Parameters assert_as(std::string_view client_id, Instant now, Algorithm algorithm, std::string_view issuer) {
  auto assertion = good_assertion(client_id, now, algorithm);
  testing_support::set(assertion.claims, "aud", issuer);
  return as_parameters(assertion.sign(client_key(algorithm), algorithm));
}

Bytes client_certificate(std::string_view dns) {
  return testing_support::make_certificate(client_key(Algorithm::ES256),
                                           {.alternative_names = {"DNS:" + std::string(dns)}});
}

Parameters operator+(Parameters left, const Parameters& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace attesto::test
