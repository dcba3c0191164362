// An accepted key is public, exports, and is the same key when it comes back.
#include "attesto/jose/jwk.hpp"

#include <array>

#include "attesto/jose/thumbprint.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

void check_key(const VerificationKey& key) {
  const Json exported = to_jwk(key);
  for (const std::string_view secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    fuzz::require(!exported.find(secret), "a private member");
  const auto again = parse_jwk(exported);
  fuzz::require(again && again->kid() == key.kid() && again->algorithm() == key.algorithm(), "another kid or alg");
  fuzz::require(jwk_thumbprint(again->key()) == jwk_thumbprint(key.key()), "another key");
  fuzz::require(fits(key.algorithm(), key.key().type()), "an algorithm that does not fit");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = Json::parse(fuzz::text_of(data, size));
  if (!json) return 0;
  if (const auto key = parse_jwk(*json)) check_key(*key);
  if (const auto set = parse_jwk_set(*json)) {
    fuzz::require(set->size() <= kMaxJwkSetKeys, "more keys than allowed");
    for (const VerificationKey& key : *set) check_key(key);
  }
  return 0;
}
