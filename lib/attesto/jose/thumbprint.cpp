#include "attesto/jose/thumbprint.hpp"

#include "attesto/crypto/digest.hpp"
#include "attesto/jose/key_members.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {

std::string jwk_thumbprint(const PublicKey& key) { return base64url_encode(sha256(Json(key_members(key)).write())); }

std::string jwk_thumbprint_uri(const PublicKey& key) {
  return "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + jwk_thumbprint(key);
}

}  // namespace attesto::inline v0
