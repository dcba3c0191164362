#include "vectors/wycheproof_jwe.hpp"

#include <algorithm>

#include "attesto/crypto/aead.hpp"
#include "attesto/jose/jwe.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/private_jwk.hpp"

namespace attesto::vectors {
namespace {

using Outcome = Judgement::Outcome;

std::optional<Bytes> from_hex(const Json& test, std::string_view name) {
  const std::string* text = test.find_string(name);
  if (!text || text->size() % 2 != 0) return std::nullopt;
  Bytes out;
  for (std::size_t i = 0; i < text->size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoi(text->substr(i, 2), nullptr, 16)));
  return out;
}

std::string id_of(const Json& test) { return std::to_string(*test.find_integer("tcId")); }

bool is_valid(const Json& test) { return *test.find_string("result") == "valid"; }

Judgement compare(const Json& test, bool accepted) {
  if (accepted == is_valid(test)) return {id_of(test), Outcome::agrees, ""};
  return {id_of(test), Outcome::disagrees,
          accepted ? "accepted, the file says invalid" : "refused, the file says valid"};
}

template <class Judge>
std::vector<Judgement> for_each_case(const Json& file, Judge judge) {
  std::vector<Judgement> out;
  const Json* groups = file.find("testGroups");
  if (!groups || !groups->array()) return out;
  for (const Json& group : *groups->array())
    for (const Json& test : *group.find("tests")->array())
      if (auto judgement = judge(group, test)) out.push_back(std::move(*judgement));
  return out;
}

/// The `enc` in the token's own header, wherever that can be read.
std::string content_encryption_name(const std::string& compact) {
  const auto bytes = base64url_decode(compact.substr(0, compact.find('.')));
  const auto header = bytes ? Json::parse(as_text(*bytes)) : std::unexpected(JsonError::syntax);
  const std::string* enc = header ? header->find_string("enc") : nullptr;
  return enc ? *enc : "";
}

std::optional<Judgement> judge_token(const Json& group, const Json& test) {
  const Json* token = test.find("jwe");
  if (!token) return std::nullopt;  // a JWS case of json_web_crypto_test
  const std::string compact = token->string() ? *token->string() : token->write();  // JSON serialization as an object
  const Json* jwk = group.find("private");
  const std::string* alg = jwk->find_string("alg");
  const auto key_management = parse_key_management(*alg);
  if (!key_management) {
    if (!is_valid(test)) return Judgement{id_of(test), Outcome::agrees, ""};
    return Judgement{id_of(test), Outcome::skipped, "refused by policy: alg " + *alg};
  }
  const auto private_key = testing_support::parse_private_jwk(*jwk);
  if (!private_key) return Judgement{id_of(test), Outcome::disagrees, "the key can't be read"};
  const std::string* kid = jwk->find_string("kid");
  std::vector<DecryptionKey> keys;
  keys.push_back(*DecryptionKey::create(*private_key, *key_management, kid ? *kid : std::string()));
  const auto decrypted = decrypt_jwe(compact, keys);
  const std::string enc = content_encryption_name(compact);
  if (!decrypted && is_valid(test) && !parse_content_encryption(enc))
    return Judgement{id_of(test), Outcome::skipped, "refused by policy: enc " + enc};
  const auto plain = from_hex(test, "pt");
  if (decrypted && plain && decrypted->plain.expose() != as_text(*plain))
    return Judgement{id_of(test), Outcome::disagrees, "another plaintext"};
  return compare(test, decrypted.has_value());
}

std::optional<AeadAlgorithm> find_aead(const std::string& name, std::size_t key_bits) {
  if (name == "A128CBC-HS256" || name == "AES-CBC-HMAC") return AeadAlgorithm::aes128_cbc_hmac_sha256;
  if (name == "AES-GCM" && key_bits == 128) return AeadAlgorithm::aes128_gcm;
  if (name == "AES-GCM" && key_bits == 256) return AeadAlgorithm::aes256_gcm;
  return std::nullopt;
}

Judgement judge_message(const std::string& algorithm, const Json& group, const Json& test) {
  const auto key = *from_hex(test, "key");
  const auto nonce = *from_hex(test, "iv");
  const auto aad = *from_hex(test, "aad");
  const auto aead = find_aead(algorithm, key.size() * 8);
  if (!aead || nonce.size() != aead_nonce_bytes(*aead))
    return {id_of(test), Outcome::skipped, "not used by JWE: key or nonce of this length"};
  if (*group.find_integer("tagSize") != static_cast<std::int64_t>(aead_tag_bytes(*aead) * 8))
    return {id_of(test), Outcome::skipped, "not used by JWE: tag of this length"};
  const AeadContext context{.key = key, .nonce = nonce, .associated = aad};
  const auto plain = aead_decrypt(*aead, context, *from_hex(test, "ct"), *from_hex(test, "tag"));
  if (plain && !std::ranges::equal(*plain, *from_hex(test, "msg")))
    return {id_of(test), Outcome::disagrees, "another plaintext"};
  if (is_valid(test)) {
    const AeadOutput output = aead_encrypt(*aead, context, *from_hex(test, "msg"));
    if (output.ciphertext != *from_hex(test, "ct") || output.tag != *from_hex(test, "tag"))
      return {id_of(test), Outcome::disagrees, "another ciphertext"};
  }
  return compare(test, plain.has_value());
}

}  // namespace

std::vector<Judgement> judge_jwe(const Json& file) { return for_each_case(file, judge_token); }

std::vector<Judgement> judge_aead(const Json& file) {
  const std::string* algorithm = file.find_string("algorithm");
  return for_each_case(file, [&](const Json& group, const Json& test) -> std::optional<Judgement> {
    return judge_message(*algorithm, group, test);
  });
}

}  // namespace attesto::vectors
