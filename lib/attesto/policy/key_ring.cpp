#include "attesto/policy/key_ring.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace attesto::inline v0 {

KeyRing::KeyRing(std::vector<std::shared_ptr<const Signer>> signers, std::vector<VerificationKey> others)
    : signers_(std::move(signers)) {
  if (signers_.empty()) throw std::invalid_argument("a key ring needs a signer");
  for (const auto& signer : signers_) publish(signer->verification_key());
  for (VerificationKey& key : others) publish(std::move(key));
  jwk_set_ = render_jwk_set(verification_keys_);
}

void KeyRing::publish(VerificationKey key) {
  const auto twin = std::ranges::find(verification_keys_, key.kid(), &VerificationKey::kid);
  if (twin == verification_keys_.end()) {
    verification_keys_.push_back(std::move(key));
    return;
  }
  if (twin->algorithm() != key.algorithm()) throw std::invalid_argument("one kid stands for two algorithms");
}

const Signer* KeyRing::signer(Algorithm algorithm) const noexcept {
  const auto found = std::ranges::find_if(
      signers_, [&](const auto& signer) { return signer->verification_key().algorithm() == algorithm; });
  return found == signers_.end() ? nullptr : found->get();
}

std::vector<Algorithm> KeyRing::algorithms() const {
  std::vector<Algorithm> algorithms;
  for (const auto& signer : signers_) {
    const Algorithm algorithm = signer->verification_key().algorithm();
    if (std::ranges::find(algorithms, algorithm) == algorithms.end()) algorithms.push_back(algorithm);
  }
  return algorithms;
}

}  // namespace attesto::inline v0
