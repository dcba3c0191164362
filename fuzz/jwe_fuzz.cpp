// decrypt_jwe: what we encrypt comes back and survives no change; of foreign tokens only those of our
// algorithms are decrypted.
//
// Input that starts with a dot is a compact form itself, without the dot. Otherwise its first two
// bytes say which character of the token to change, and how; the rest is encrypted.
#include <algorithm>
#include <array>

#include "attesto/crypto/os_random.hpp"
#include "attesto/jose/jwe.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

DecryptionKey own_key(std::string_view pem, KeyManagement key_management, std::string kid) {
  return DecryptionKey::create(PrivateKey::from_pem(pem).value(), key_management, std::move(kid)).value();
}

/// Throw-away keys.
std::span<const DecryptionKey> own_keys() {
  static const std::array kKeys = {own_key("-----BEGIN PRIVATE KEY-----\n"
                                           "MC4CAQAwBQYDK2VuBCIEIAAMaq07vG+x6b7tBawrAiMCu3lXXzqohe6VuXeUQyhy\n"
                                           "-----END PRIVATE KEY-----\n",
                                           KeyManagement::ECDH_ES, "x"),
                                   own_key("-----BEGIN PRIVATE KEY-----\n"
                                           "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVWkYzHI7IKny/UcD\n"
                                           "HNRGf8BsSWacRimsytQm2CN5HkKhRANCAARqn7hgVETi8VuOJ5SalomGHgU1IMtZ\n"
                                           "du4uoxuVkhgz7WVCgYWp1CIre3ur4Ua6vOWQnFL7SMdwmSxTqYemchUZ\n"
                                           "-----END PRIVATE KEY-----\n",
                                           KeyManagement::ECDH_ES_A128KW, "p")};
  return kKeys;
}

void decrypt_foreign(std::string_view compact) {
  const auto decrypted = decrypt_jwe(compact, own_keys());
  const auto nested = decrypt_jwt(compact, own_keys());
  require(decrypted || !nested);  // a JWT inside only asks for more
  if (!decrypted) return;
  const Json& header = decrypted->header;
  require(std::ranges::count(compact, '.') == 4 && compact.size() <= kMaxJweBytes);
  require(is(header, "alg", "ECDH-ES") || is(header, "alg", "ECDH-ES+A128KW"));
  for (const std::string_view name : {"crit", "zip", "jwk", "jku", "x5c", "x5u"}) require(!header.find(name));
}

void change_own(std::uint8_t where, std::uint8_t how, std::string_view plain) {
  const DecryptionKey& recipient = own_keys()[how % own_keys().size()];
  const auto enc = static_cast<ContentEncryption>((how >> 1) % 4);
  OsRandom random;
  const auto to =
      EncryptionKey::create(recipient.key().public_key(), recipient.key_management(), enc, recipient.kid()).value();
  std::string compact = encrypt_jwe(to, random, {.typ = "", .cty = "", .plain = as_bytes(plain)});
  if (compact.size() > kMaxJweBytes) return;
  const auto same = decrypt_jwe(compact, own_keys());
  require(same && same->plain.expose() == plain);
  char& changed = compact[where * compact.size() / 256];
  const std::size_t index = kAlphabet.find(changed);  // none for a dot, which becomes a letter
  changed =
      kAlphabet[(index == std::string_view::npos ? 0 : index + 1 + how % (kAlphabet.size() - 1)) % kAlphabet.size()];
  require(!decrypt_jwe(compact, own_keys()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = as_text({data, size});
  if (input.starts_with('.')) decrypt_foreign(input.substr(1));
  else if (size >= 2) change_own(data[0], data[1], input.substr(2));
  return 0;
}
