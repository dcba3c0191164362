// Compact tokens put together by hand, the way an attacker would.
#pragma once

#include <string>
#include <string_view>

#include "attesto/jose/keys.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::jose_test {

/// Two segments of any content.
[[nodiscard]] inline std::string unsigned_part(std::string_view header, std::string_view payload) {
  return base64url_encode(as_bytes(header)) + '.' + base64url_encode(as_bytes(payload));
}

/// A token whose signature is right, whatever its header and payload say.
[[nodiscard]] inline std::string signed_token(const Signer& signer, std::string_view header, std::string_view payload) {
  std::string compact = unsigned_part(header, payload);
  const Bytes signature = signer.sign(as_bytes(compact));
  return compact + '.' + base64url_encode(signature);
}

/// A signer with a new key.
[[nodiscard]] inline std::shared_ptr<const LocalSigner> make_signer(Algorithm algorithm) {
  const KeyType type = [&] {
    for (const KeyType candidate :
         {KeyType::rsa, KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521, KeyType::ed25519})
      if (fits(algorithm, candidate)) return candidate;
    return KeyType::rsa;
  }();
  return LocalSigner::create(PrivateKey::generate(type), algorithm).value();
}

}  // namespace attesto::jose_test
