#include "adapters/key_store/signing_keys.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <utility>
#include <vector>

namespace attesto::inline v0 {
namespace {

/// NIST SP 800-57 part 1, table 2: as strong as P-256.
constexpr int kRsaBits = 3072;

KeyType key_type(Algorithm algorithm) {
  for (const KeyType type : {KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521, KeyType::ed25519, KeyType::rsa})
    if (fits(algorithm, type)) return type;
  std::unreachable();
}

std::expected<std::shared_ptr<const LocalSigner>, std::string> open_key(const SigningKey& key,
                                                                        const Sealer& master_key) {
  const auto pem = master_key.open(key.sealed_private_key, key.kid);
  if (!pem)
    return std::unexpected("signing key " + key.kid +
                           " does not open with this master key; restore the master key that sealed it");
  auto private_key = PrivateKey::from_pem(pem->expose());
  if (!private_key) return std::unexpected("signing key " + key.kid + " is damaged; restore the database");
  auto signer = LocalSigner::create(std::move(*private_key), key.algorithm);
  if (!signer || (*signer)->verification_key().kid() != key.kid)
    return std::unexpected("signing key " + key.kid + " is not what its row says; restore the database");
  return *signer;
}

bool has(const std::vector<std::shared_ptr<const Signer>>& signers, Algorithm algorithm) {
  return std::ranges::any_of(signers, [&](const std::shared_ptr<const Signer>& signer) {
    return signer->verification_key().algorithm() == algorithm;
  });
}

}  // namespace

SigningKey generate_signing_key(Algorithm algorithm, const Sealer& master_key, Random& random, Instant now) {
  std::shared_ptr<const LocalSigner> signer;
  std::optional<Secret> pem;
  do {
    auto private_key = PrivateKey::generate(key_type(algorithm), kRsaBits);
    pem = private_key.to_pem();
    auto created = LocalSigner::create(std::move(private_key), algorithm);
    if (!created) throw std::logic_error("the key type does not fit the algorithm");
    signer = std::move(*created);
  } while (signer->verification_key().kid().starts_with('-'));
  const std::string& kid = signer->verification_key().kid();
  return {.kid = kid,
          .algorithm = algorithm,
          .status = KeyStatus::active,
          .created_at = now,
          .sealed_private_key = master_key.seal(random, as_bytes(pem->expose()), kid)};
}

std::expected<std::shared_ptr<const KeyRing>, std::string> load_key_ring(const Registry& registry,
                                                                         const Sealer& master_key,
                                                                         Algorithm preferred) {
  const auto keys = registry.list_keys();
  if (!keys) return std::unexpected("the registry can't be read; check the database file");
  std::vector<std::shared_ptr<const Signer>> signers;
  std::vector<VerificationKey> published;
  for (const SigningKey& key : *keys | std::views::reverse) {
    auto signer = open_key(key, master_key);
    if (!signer) return std::unexpected(signer.error());
    if (key.status == KeyStatus::active && !has(signers, key.algorithm)) signers.push_back(std::move(*signer));
    else published.push_back((*signer)->verification_key());
  }
  if (signers.empty()) return std::unexpected("there is no active signing key; run `attesto keys add --alg ES256`");
  std::ranges::stable_partition(signers, [&](const std::shared_ptr<const Signer>& signer) {
    return signer->verification_key().algorithm() == preferred;
  });
  return std::make_shared<const KeyRing>(std::move(signers), std::move(published));
}

}  // namespace attesto::inline v0
