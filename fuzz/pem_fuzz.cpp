// A key that is read from PEM is written to PEM that reads as the same key.
#include "attesto/crypto/key.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view pem = fuzz::text_of(data, size);
  if (const auto key = PublicKey::from_pem(pem)) {
    const auto again = PublicKey::from_pem(key->to_pem());
    fuzz::require(again && again->type() == key->type() && again->to_pem() == key->to_pem(), "another public key");
  }
  if (const auto key = PrivateKey::from_pem(pem)) {
    const auto again = PrivateKey::from_pem(key->to_pem().expose());
    fuzz::require(again && again->public_key().to_pem() == key->public_key().to_pem(), "another private key");
  }
  return 0;
}
