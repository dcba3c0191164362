#include "attesto/oauth/client_keys.hpp"

#include <algorithm>

#include "attesto/jose/jwk.hpp"

namespace attesto::inline v0 {
namespace {

/// Whether the JWK of that key says what it is for, so that nothing else may be made of it. Only an RSA
/// key leaves a choice.
bool names_algorithm(const Json& jwk_set, const VerificationKey& key) {
  const Json own = to_jwk(key);
  const std::string* n = own.find_string("n");
  return std::ranges::any_of(*jwk_set.find("keys")->array(), [&](const Json& jwk) {
    const std::string* other = jwk.find_string("n");
    return n && other && *n == *other && jwk.find("alg");
  });
}

}  // namespace

std::expected<ClientKeys, KeyError> ClientKeys::parse(Json jwk_set) {
  auto keys = parse_jwk_set(jwk_set);
  if (!keys) return std::unexpected(keys.error());
  auto certificates = RegisteredCertificates::parse(jwk_set);
  if (!certificates) return std::unexpected(KeyError::malformed);
  std::vector<Entry> entries;
  for (VerificationKey& key : *keys) {
    const bool named = names_algorithm(jwk_set, key);
    entries.push_back({std::move(key), named});
  }
  return ClientKeys(std::move(jwk_set), std::move(entries), std::move(*certificates));
}

std::vector<VerificationKey> ClientKeys::verification_keys(std::optional<Algorithm> algorithm) const {
  std::vector<VerificationKey> keys;
  keys.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    const bool chosen = algorithm && !entry.names_algorithm && fits(*algorithm, entry.key.key().type());
    keys.push_back(chosen ? VerificationKey::create(entry.key.key(), *algorithm, entry.key.kid()).value() : entry.key);
  }
  return keys;
}

}  // namespace attesto::inline v0
