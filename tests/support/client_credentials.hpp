// Keys, assertions and certificates of clients, as clients make them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "attesto/crypto/key.hpp"
#include "attesto/oauth/client.hpp"
#include "proof/raw_jwt.hpp"
#include "support/server_fixture.hpp"

namespace attesto::test {

inline constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What the key client can sign with; its `kid` for each is the name of the algorithm.
inline constexpr std::array kClientAlgorithms = {Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256};

/// Made once per process. @pre one of kClientAlgorithms
[[nodiscard]] const PrivateKey& client_key(Algorithm algorithm);

/// A client that is registered for `private_key_jwt` with a key per algorithm.
[[nodiscard]] Client key_client(std::string_view client_id);
/// A client that is known by a DNS name in its certificate.
[[nodiscard]] Client named_client(std::string_view client_id, std::string_view dns);
/// A client that registered the key of its certificate.
[[nodiscard]] Client self_signed_client(std::string_view client_id);

/// An assertion with every claim, for tests to spoil. Each has a `jti` of its own.
[[nodiscard]] testing_support::RawJwt good_assertion(std::string_view client_id, Instant now,
                                                     Algorithm algorithm = Algorithm::ES256);
/// The parameters that carry an assertion.
[[nodiscard]] Parameters as_parameters(std::string_view assertion);
/// A good assertion to that server, signed, as parameters.
[[nodiscard]] Parameters assert_as(std::string_view client_id, Instant now, Algorithm algorithm = Algorithm::ES256,
                                   std::string_view issuer = kIssuer);

/// The DER of a self-signed certificate of the ES256 client key, with that DNS name.
[[nodiscard]] Bytes client_certificate(std::string_view dns = "client.example");

/// Both lists in one.
[[nodiscard]] Parameters operator+(Parameters left, const Parameters& right);

}  // namespace attesto::test
