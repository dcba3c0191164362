// The public keys of a client, registered by value - RFC 7591 §2 (`jwks`), RFC 7517.
#pragma once

#include <expected>
#include <optional>
#include <utility>
#include <vector>

#include "attesto/jose/keys.hpp"
#include "attesto/oauth/registered_certificates.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// A JWK Set, parsed once: no request of the client makes keys of JSON.
class ClientKeys {
 public:
  /// Reads a set as parse_jwk_set() and RegisteredCertificates::parse() do.
  /// @error KeyError  a private, symmetric, weak or broken key, one `kid` twice, more than 20 keys
  [[nodiscard]] static std::expected<ClientKeys, KeyError> parse(Json jwk_set);

  /// The set as it was registered, with all that we don't know.
  [[nodiscard]] const Json& json() const noexcept { return json_; }
  /// What verifies signatures of the client.
  /// @param algorithm  registered for what is to be verified: taken by keys that it fits and that
  ///        name none themselves; absent: default_algorithm() of each
  [[nodiscard]] std::vector<VerificationKey> verification_keys(std::optional<Algorithm> algorithm) const;
  /// The same keys and their certificates, for `self_signed_tls_client_auth`.
  [[nodiscard]] const RegisteredCertificates& certificates() const noexcept { return certificates_; }

  /// Whether they were registered alike.
  friend bool operator==(const ClientKeys& left, const ClientKeys& right) { return left.json_ == right.json_; }

 private:
  struct Entry {
    VerificationKey key;
    bool names_algorithm;
  };
  ClientKeys(Json json, std::vector<Entry> entries, RegisteredCertificates certificates)
      : json_(std::move(json)), entries_(std::move(entries)), certificates_(std::move(certificates)) {}
  Json json_;
  std::vector<Entry> entries_;
  RegisteredCertificates certificates_;
};

}  // namespace attesto::inline v0
