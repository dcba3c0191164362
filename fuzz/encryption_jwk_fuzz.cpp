// An accepted encryption key is public and for the algorithm that was asked for, and never for signatures.
#include "attesto/jose/jwe_keys.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = Json::parse(fuzz::text_of(data, size));
  if (!json) return 0;
  for (const KeyManagement management : {KeyManagement::ECDH_ES_A128KW, KeyManagement::RSA_OAEP_256}) {
    const auto key = parse_encryption_jwk(*json, management, ContentEncryption::A128GCM);
    const auto found = find_encryption_key(*json, management, ContentEncryption::A128GCM);
    fuzz::require(!(key && found), "a key that is a set as well");
    for (const auto* taken : {key ? &*key : nullptr, found ? &*found : nullptr}) {
      if (!taken) continue;
      fuzz::require(taken->key_management() == management && fits(management, taken->key().type()),
                    "another algorithm");
    }
    if (!key) continue;
    const std::string* use = json->find_string("use");
    const std::string* alg = json->find_string("alg");
    fuzz::require(use || alg, "a key that may be for signatures");
    fuzz::require((!use || *use == "enc") && (!alg || *alg == to_string(management)), "a key for something else");
    for (const std::string_view secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
      fuzz::require(!json->find(secret), "a private key");
  }
  return 0;
}
