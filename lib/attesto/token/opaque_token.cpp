#include "attesto/token/opaque_token.hpp"

#include <array>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {

Secret mint_opaque_token(Random& random) {
  std::array<std::uint8_t, 32> bytes;
  random.fill(bytes);
  std::string text = base64url_encode(bytes);
  Secret secret(text);
  wipe(bytes.data(), bytes.size());
  wipe(text.data(), text.size());
  return secret;
}

std::string mint_identifier(Random& random) {
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  return base64url_encode(bytes);
}

RecordKey record_key(RecordKind kind, std::string_view value) { return {kind, sha256(value)}; }

}  // namespace attesto::inline v0
