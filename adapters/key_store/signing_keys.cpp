#include "adapters/key_store/signing_keys.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "adapters/key_store/key_timeline.hpp"

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
          .created_at = now,
          .signs_from = now,
          .sealed_private_key = master_key.seal(random, as_bytes(pem->expose()), kid)};
}

std::expected<SigningKeys, std::string> SigningKeys::open(std::vector<SigningKey> rows, const Sealer& master_key,
                                                          const SigningKeys& known) {
  SigningKeys keys;
  for (const SigningKey& row : rows) {
    const auto opened = std::ranges::find(known.rows_, row.kid, &SigningKey::kid);
    if (opened != known.rows_.end() && opened->sealed_private_key == row.sealed_private_key) {
      keys.signers_.push_back(known.signers_[static_cast<std::size_t>(opened - known.rows_.begin())]);
      continue;
    }
    auto signer = open_key(row, master_key);
    if (!signer) return std::unexpected(std::move(signer).error());
    keys.signers_.push_back(*std::move(signer));
  }
  keys.rows_ = std::move(rows);
  return keys;
}

std::expected<std::shared_ptr<const KeyRing>, std::string> SigningKeys::ring_at(Instant now,
                                                                                Algorithm preferred) const {
  const std::vector<KeyDates> timeline = key_timeline(rows_, now);
  std::vector<std::size_t> signing;
  std::vector<VerificationKey> others;
  for (std::size_t i = rows_.size(); i-- > 0;) {
    if (timeline[i].phase == KeyPhase::signing) signing.push_back(i);
    else others.push_back(signers_[i]->verification_key());
  }
  if (signing.empty()) return std::unexpected("there is no key that signs; run `attesto keys add --alg ES256`");
  std::ranges::stable_sort(signing, [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) { return std::pair(rows_[i].algorithm == preferred, rows_[i].signs_from); };
    return rank(a) > rank(b);
  });
  std::vector<std::shared_ptr<const Signer>> signers;
  for (const std::size_t i : signing) signers.push_back(signers_[i]);
  return std::make_shared<const KeyRing>(std::move(signers), std::move(others));
}

}  // namespace attesto::inline v0
