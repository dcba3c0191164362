#include "attesto/jose/jwe.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attesto/jose/content_key.hpp"
#include "attesto/jose/key_members.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/http_message.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr JsonLimits kHeaderLimits{.bytes = kMaxJweHeaderBytes, .depth = 8, .members = 32};

/// We know no critical extension; compressed content can be a bomb and tells its length (RFC 8725
/// §3.6); and the recipient's key is one of ours, so nothing in the header may bring or name another.
constexpr std::array<std::string_view, 7> kRefusedParameters = {"crit", "zip", "jku", "jwk", "x5u", "x5c", "b64"};

constexpr std::size_t kSegments = 5;

/// The five segments of a compact JWE; only the header's text is needed as it came.
struct Segments {
  std::string_view header;
  Bytes encrypted_key;
  Bytes nonce;
  Bytes ciphertext;
  Bytes tag;
};

std::optional<Segments> split(std::string_view compact) {
  if (compact.size() > kMaxJweBytes || std::ranges::count(compact, '.') != kSegments - 1) return std::nullopt;
  const std::string_view header = compact.substr(0, compact.find('.'));
  std::array<Bytes, kSegments - 1> rest;
  std::size_t begin = header.size() + 1;
  for (Bytes& segment : rest) {
    const std::size_t end = std::min(compact.find('.', begin), compact.size());
    auto bytes = base64url_decode(compact.substr(begin, end - begin));
    if (!bytes) return std::nullopt;
    segment = std::move(*bytes);
    begin = end + 1;
  }
  auto& [encrypted_key, nonce, ciphertext, tag] = rest;
  return Segments{.header = header,
                  .encrypted_key = std::move(encrypted_key),
                  .nonce = std::move(nonce),
                  .ciphertext = std::move(ciphertext),
                  .tag = std::move(tag)};
}

std::optional<Json> decode_header(std::string_view segment) {
  const auto bytes = base64url_decode(segment);
  if (!bytes) return std::nullopt;
  auto json = Json::parse(as_text(*bytes), kHeaderLimits);
  if (!json || !json->object()) return std::nullopt;
  return std::move(*json);
}

std::expected<const DecryptionKey*, JweError> find_key(const Json& header, std::span<const DecryptionKey> keys) {
  const std::string* alg = header.find_string("alg");
  if (!alg) return std::unexpected(JweError::malformed);
  const auto algorithm = parse_key_management(*alg);
  if (const Json* kid = header.find("kid")) {
    if (!kid->string()) return std::unexpected(JweError::malformed);
    const auto found = std::ranges::find(keys, *kid->string(), &DecryptionKey::kid);
    if (found == keys.end()) return std::unexpected(JweError::unknown_key);
    if (algorithm != found->key_management()) return std::unexpected(JweError::wrong_algorithm);
    return &*found;
  }
  if (!algorithm) return std::unexpected(JweError::wrong_algorithm);
  const auto fits = [&](const DecryptionKey& key) { return key.key_management() == *algorithm; };
  const auto found = std::ranges::find_if(keys, fits);
  if (found == keys.end()) return std::unexpected(JweError::unknown_key);
  if (std::any_of(std::next(found), keys.end(), fits)) return std::unexpected(JweError::unknown_key);
  return &*found;
}

std::expected<ContentEncryption, JweError> find_content_encryption(const Json& header) {
  const std::string* enc = header.find_string("enc");
  if (!enc) return std::unexpected(JweError::malformed);
  const auto content_encryption = parse_content_encryption(*enc);
  if (!content_encryption) return std::unexpected(JweError::wrong_algorithm);
  return *content_encryption;
}

/// From here on every failure looks the same.
std::expected<Secret, JweError> open(const Segments& segments, const DecryptionKey& key,
                                     ContentEncryption content_encryption,
                                     const std::optional<AgreementHeader>& agreement) {
  const AeadAlgorithm aead = aead_algorithm(content_encryption);
  const std::size_t key_bytes = aead_key_bytes(aead);
  const auto recovered = recover_content_key(key, content_encryption, agreement, segments.encrypted_key);
  const SecretBytes substitute = key.substitute_content_key(segments.encrypted_key, key_bytes);
  const bool is_genuine = recovered && recovered->size() == key_bytes;
  const auto plain = aead_decrypt(aead,
                                  {.key = is_genuine ? ByteView(*recovered) : ByteView(substitute),
                                   .nonce = segments.nonce,
                                   .associated = as_bytes(segments.header)},
                                  segments.ciphertext, segments.tag);
  if (!is_genuine || !plain) return std::unexpected(JweError::undecryptable);
  return Secret(as_text(*plain));
}

std::string write_header(const EncryptionKey& recipient, const JweContent& content,
                         const std::optional<PublicKey>& epk) {
  std::string header;
  header.reserve(320);
  JsonWriter writer(header);
  writer.begin_object()
      .member("alg", to_string(recipient.key_management()))
      .member("enc", to_string(recipient.content_encryption()));
  if (!recipient.kid().empty()) writer.member("kid", recipient.kid());
  if (!content.typ.empty()) writer.member("typ", content.typ);
  if (!content.cty.empty()) writer.member("cty", content.cty);
  if (epk) writer.member("epk", Json(key_members(*epk)));
  writer.end_object();
  return header;
}

bool is_jwt_type(std::string_view cty) {
  return http::equal_ignoring_case(cty, "JWT") || http::equal_ignoring_case(cty, "application/jwt");
}

}  // namespace

std::string encrypt_jwe(const EncryptionKey& recipient, Random& random, const JweContent& content) {
  const SentContentKey sent = make_content_key(recipient, random);
  const AeadAlgorithm aead = aead_algorithm(recipient.content_encryption());
  Bytes nonce(aead_nonce_bytes(aead));
  random.fill(nonce);
  std::string compact;
  compact.reserve((content.plain.size() + sent.encrypted_key.size() + 512) * 4 / 3);
  base64url_append(compact, as_bytes(write_header(recipient, content, sent.epk)));
  // "Let the Additional Authenticated Data encryption parameter be ASCII(Encoded Protected Header)."
  const AeadOutput output =
      aead_encrypt(aead, {.key = sent.key, .nonce = nonce, .associated = as_bytes(compact)}, content.plain);
  for (const Bytes* segment : std::array{&sent.encrypted_key, &std::as_const(nonce), &output.ciphertext, &output.tag}) {
    compact.push_back('.');
    base64url_append(compact, *segment);
  }
  return compact;
}

std::expected<DecryptedJwe, JweError> decrypt_jwe(std::string_view compact, std::span<const DecryptionKey> keys) {
  const auto segments = split(compact);
  if (!segments) return std::unexpected(JweError::malformed);
  auto header = decode_header(segments->header);
  if (!header) return std::unexpected(JweError::malformed);
  if (std::ranges::any_of(kRefusedParameters, [&](std::string_view name) { return header->find(name) != nullptr; }))
    return std::unexpected(JweError::critical_header);
  const auto key = find_key(*header, keys);
  if (!key) return std::unexpected(key.error());
  const auto content_encryption = find_content_encryption(*header);
  if (!content_encryption) return std::unexpected(content_encryption.error());
  const AeadAlgorithm aead = aead_algorithm(*content_encryption);
  if (segments->nonce.size() != aead_nonce_bytes(aead) || segments->tag.size() != aead_tag_bytes(aead))
    return std::unexpected(JweError::malformed);
  std::optional<AgreementHeader> agreement;
  if ((*key)->key_management() != KeyManagement::RSA_OAEP_256) {
    agreement = parse_agreement_header(*header, (*key)->key().type());
    if (!agreement) return std::unexpected(JweError::malformed);
  }
  // "Verify that the JWE Encrypted Key value is an empty octet sequence."
  if ((*key)->key_management() == KeyManagement::ECDH_ES && !segments->encrypted_key.empty())
    return std::unexpected(JweError::malformed);
  auto plain = open(*segments, **key, *content_encryption, agreement);
  if (!plain) return std::unexpected(plain.error());
  return DecryptedJwe{.header = std::move(*header), .plain = std::move(*plain)};
}

std::string encrypt_jwt(const EncryptionKey& recipient, Random& random, std::string_view signed_jwt) {
  return encrypt_jwe(recipient, random, {.typ = {}, .cty = "JWT", .plain = as_bytes(signed_jwt)});
}

std::expected<Secret, JweError> decrypt_jwt(std::string_view compact, std::span<const DecryptionKey> keys) {
  auto decrypted = decrypt_jwe(compact, keys);
  if (!decrypted) return std::unexpected(decrypted.error());
  const std::string* cty = decrypted->header.find_string("cty");
  if (!cty || !is_jwt_type(*cty) || std::ranges::count(decrypted->plain.expose(), '.') != 2)
    return std::unexpected(JweError::not_nested);
  return std::move(decrypted->plain);
}

}  // namespace attesto::inline v0
