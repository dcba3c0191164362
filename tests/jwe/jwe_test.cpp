#include "attesto/jose/jwe.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "attesto/crypto/aead.hpp"
#include "attesto/crypto/key_agreement.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/jose/jwt.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto {
namespace {

constexpr std::string_view kPlain = R"({"sub":"alice","email":"alice@example.org"})";
constexpr std::array kContentEncryptions = {ContentEncryption::A128CBC_HS256, ContentEncryption::A256CBC_HS512,
                                            ContentEncryption::A128GCM, ContentEncryption::A256GCM};

const PrivateKey& private_key(KeyType type) {
  static std::map<KeyType, PrivateKey> keys;
  auto found = keys.find(type);
  if (found == keys.end()) found = keys.emplace(type, PrivateKey::generate(type)).first;
  return found->second;
}

struct Pair {
  EncryptionKey encryption;
  std::vector<DecryptionKey> decryption;
};

Pair make_pair(KeyType type, KeyManagement key_management, ContentEncryption content_encryption) {
  const PrivateKey& key = private_key(type);
  return {EncryptionKey::create(key.public_key(), key_management, content_encryption, "k1").value(),
          {DecryptionKey::create(key, key_management, "k1").value()}};
}

Pair rsa_pair(ContentEncryption content_encryption = ContentEncryption::A128GCM) {
  return make_pair(KeyType::rsa, KeyManagement::RSA_OAEP_256, content_encryption);
}

Pair ec_pair(KeyManagement key_management = KeyManagement::ECDH_ES) {
  return make_pair(KeyType::ec_p256, key_management, ContentEncryption::A128GCM);
}

std::string encrypt(const EncryptionKey& key) {
  OsRandom random;
  return encrypt_jwe(key, random, {.typ = "JWT", .cty = "json", .plain = as_bytes(kPlain)});
}

std::vector<std::string> split(std::string_view compact) {
  std::vector<std::string> out(1);
  for (const char c : compact) {
    if (c == '.') out.emplace_back();
    else out.back().push_back(c);
  }
  return out;
}

std::string join(const std::vector<std::string>& segments) {
  std::string out = segments.front();
  for (std::size_t i = 1; i < segments.size(); ++i) out += "." + segments[i];
  return out;
}

/// A JWE that is right in everything but what the test wrote into it.
struct Forgery {
  std::string header;
  Bytes content_key = Bytes(16, 0x42);
  Bytes encrypted_key{};
  AeadAlgorithm aead = AeadAlgorithm::aes128_gcm;

  [[nodiscard]] std::string compact() const {
    const Bytes nonce(aead_nonce_bytes(aead), 7);
    const std::string protected_header = base64url_encode(as_bytes(header));
    const AeadOutput output = aead_encrypt(
        aead, {.key = content_key, .nonce = nonce, .associated = as_bytes(protected_header)}, as_bytes(kPlain));
    return join({protected_header, base64url_encode(encrypted_key), base64url_encode(nonce),
                 base64url_encode(output.ciphertext), base64url_encode(output.tag)});
  }
};

/// Encrypted to the RSA key under a header of the test's choice.
std::string forge_rsa(const std::string& header) {
  Forgery forgery{.header = header};
  forgery.encrypted_key = private_key(KeyType::rsa).public_key().encrypt_oaep(forgery.content_key);
  return forgery.compact();
}

JweError refusal(std::string_view compact, std::span<const DecryptionKey> keys) {
  const auto decrypted = decrypt_jwe(compact, keys);
  EXPECT_FALSE(decrypted.has_value()) << compact;
  return decrypted ? JweError{} : decrypted.error();
}

class FailingRandom final : public Random {
 public:
  explicit FailingRandom(int good_calls) : good_calls_(good_calls) {}
  void fill(std::span<std::uint8_t> out) override {
    if (good_calls_-- == 0) throw std::runtime_error("no entropy");
    std::ranges::fill(out, std::uint8_t{1});
  }

 private:
  int good_calls_;
};

struct Recipient {
  KeyType type;
  KeyManagement key_management;
};

class RoundTrip : public testing::TestWithParam<std::tuple<Recipient, ContentEncryption>> {};

TEST_P(RoundTrip, gives_the_content_back) {
  const auto& [recipient, content_encryption] = GetParam();
  const Pair pair = make_pair(recipient.type, recipient.key_management, content_encryption);
  const auto decrypted = decrypt_jwe(encrypt(pair.encryption), pair.decryption);
  ASSERT_TRUE(decrypted.has_value());
  EXPECT_EQ(decrypted->plain.expose(), kPlain);
  EXPECT_EQ(*decrypted->header.find_string("alg"), to_string(recipient.key_management));
  EXPECT_EQ(*decrypted->header.find_string("enc"), to_string(content_encryption));
  EXPECT_EQ(*decrypted->header.find_string("kid"), "k1");
  EXPECT_EQ(*decrypted->header.find_string("typ"), "JWT");
  EXPECT_EQ(*decrypted->header.find_string("cty"), "json");
}

std::vector<Recipient> all_recipients() {
  std::vector<Recipient> out = {{KeyType::rsa, KeyManagement::RSA_OAEP_256}};
  for (const KeyType type : {KeyType::ec_p256, KeyType::ec_p384, KeyType::ec_p521, KeyType::x25519})
    for (const auto key_management :
         {KeyManagement::ECDH_ES, KeyManagement::ECDH_ES_A128KW, KeyManagement::ECDH_ES_A256KW})
      out.push_back({type, key_management});
  return out;
}

INSTANTIATE_TEST_SUITE_P(Jwe, RoundTrip,
                         testing::Combine(testing::ValuesIn(all_recipients()), testing::ValuesIn(kContentEncryptions)));

TEST(Jwe, round_trips_every_length_around_a_block) {
  const Pair pair = rsa_pair(ContentEncryption::A256CBC_HS512);
  OsRandom random;
  for (std::size_t size = 0; size <= 33; ++size) {
    const std::string text(size, 'x');
    const auto decrypted = decrypt_jwe(
        encrypt_jwe(pair.encryption, random, {.typ = {}, .cty = {}, .plain = as_bytes(text)}), pair.decryption);
    ASSERT_TRUE(decrypted.has_value()) << size;
    EXPECT_EQ(decrypted->plain.expose(), text);
  }
}

TEST(Jwe, two_encryptions_share_nothing_but_constant_headers) {
  for (const Pair& pair : {rsa_pair(), ec_pair(), ec_pair(KeyManagement::ECDH_ES_A256KW)}) {
    const auto first = split(encrypt(pair.encryption));
    const auto second = split(encrypt(pair.encryption));
    ASSERT_EQ(first.size(), 5U);
    for (std::size_t i = 1; i < first.size(); ++i) {
      if (!first[i].empty()) {
        EXPECT_NE(first[i], second[i]) << "segment " << i;
      }
    }
  }
}

TEST(Jwe, a_failing_random_throws_whichever_draw_fails) {
  FailingRandom at_once(0);
  EXPECT_THROW((void)encrypt_jwe(rsa_pair().encryption, at_once, {}), std::runtime_error);
  FailingRandom at_the_nonce(1);
  EXPECT_THROW((void)encrypt_jwe(rsa_pair().encryption, at_the_nonce, {}), std::runtime_error);
  FailingRandom at_the_only_draw(0);
  EXPECT_THROW((void)encrypt_jwe(ec_pair().encryption, at_the_only_draw, {}), std::runtime_error);
}

TEST(Jwe, names_no_weak_algorithm) {
  for (const char* name : {"RSA1_5", "RSA-OAEP", "dir", "A128KW", "A256KW", "A256GCMKW", "PBES2-HS256+A128KW",
                           "ECDH-ES+A192KW", "none", "", "ecdh-es"})
    EXPECT_FALSE(parse_key_management(name).has_value()) << name;
  for (const char* name : {"A192GCM", "A192CBC-HS384", "none", "", "a128gcm"})
    EXPECT_FALSE(parse_content_encryption(name).has_value()) << name;
}

TEST(JweHeader, control_case_decrypts) {
  const auto decrypted = decrypt_jwe(forge_rsa(R"({"alg":"RSA-OAEP-256","enc":"A128GCM"})"), rsa_pair().decryption);
  ASSERT_TRUE(decrypted.has_value());
  EXPECT_EQ(decrypted->plain.expose(), kPlain);
}

struct HeaderCase {
  const char* name;
  const char* header;
  JweError want;
};

class JweHeader : public testing::TestWithParam<HeaderCase> {};

TEST_P(JweHeader, is_refused) {
  EXPECT_EQ(refusal(forge_rsa(GetParam().header), rsa_pair().decryption), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, JweHeader,
    testing::Values(
        HeaderCase{"RFC7516_4_1_13_crit", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","crit":["exp"],"exp":1})",
                   JweError::critical_header},
        HeaderCase{"RFC8725_3_6_zip", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","zip":"DEF"})",
                   JweError::critical_header},
        HeaderCase{"RFC7516_4_1_4_jku", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","jku":"https://a.example/"})",
                   JweError::critical_header},
        HeaderCase{"RFC7516_4_1_5_jwk", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","jwk":{}})",
                   JweError::critical_header},
        HeaderCase{"RFC7516_4_1_7_x5u", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","x5u":"https://a.example/"})",
                   JweError::critical_header},
        HeaderCase{"RFC7516_4_1_8_x5c", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","x5c":[]})",
                   JweError::critical_header},
        HeaderCase{"RFC7516_4_duplicate_name", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","enc":"A128GCM"})",
                   JweError::malformed},
        HeaderCase{"RFC7516_4_1_2_no_enc", R"({"alg":"RSA-OAEP-256"})", JweError::malformed},
        HeaderCase{"RFC7516_4_1_1_no_alg", R"({"enc":"A128GCM"})", JweError::malformed},
        HeaderCase{"RFC7516_4_1_1_alg_is_a_number", R"({"alg":1,"enc":"A128GCM"})", JweError::malformed},
        HeaderCase{"RFC7516_4_1_6_kid_is_a_number", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","kid":1})",
                   JweError::malformed},
        HeaderCase{"RFC7516_4_header_is_an_array", R"(["alg","RSA-OAEP-256"])", JweError::malformed},
        HeaderCase{"RFC8725_3_1_unknown_enc", R"({"alg":"RSA-OAEP-256","enc":"A192GCM"})", JweError::wrong_algorithm},
        HeaderCase{"RFC8725_3_1_rsa1_5", R"({"alg":"RSA1_5","enc":"A128GCM","kid":"k1"})", JweError::wrong_algorithm},
        HeaderCase{"RFC8725_3_1_dir", R"({"alg":"dir","enc":"A128GCM"})", JweError::wrong_algorithm},
        HeaderCase{"RFC8725_3_1_other_alg_of_ours", R"({"alg":"ECDH-ES","enc":"A128GCM","kid":"k1"})",
                   JweError::wrong_algorithm},
        HeaderCase{"RFC7516_4_1_6_unknown_kid", R"({"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"k2"})",
                   JweError::unknown_key}),
    [](const auto& row) { return row.param.name; });

TEST(JweKeys, without_kid_the_only_key_of_the_alg_is_taken) {
  const std::string compact = forge_rsa(R"({"alg":"RSA-OAEP-256","enc":"A128GCM"})");
  std::vector<DecryptionKey> keys = ec_pair().decryption;
  EXPECT_EQ(refusal(compact, keys), JweError::unknown_key);
  keys.push_back(rsa_pair().decryption.front());
  EXPECT_TRUE(decrypt_jwe(compact, keys).has_value());
  keys.push_back(rsa_pair().decryption.front());
  EXPECT_EQ(refusal(compact, keys), JweError::unknown_key);
}

TEST(Jwe, no_changed_character_is_accepted) {
  for (const Pair& pair : {ec_pair(KeyManagement::ECDH_ES_A128KW), ec_pair()}) {
    const std::string compact = encrypt(pair.encryption);
    for (std::size_t i = 0; i < compact.size(); ++i) {
      std::string changed = compact;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(decrypt_jwe(changed, pair.decryption).has_value()) << "character " << i;
    }
  }
}

TEST(Jwe, no_shorter_or_longer_token_is_accepted) {
  const Pair pair = ec_pair();
  const std::string compact = encrypt(pair.encryption);
  for (std::size_t size = 0; size < compact.size(); ++size)
    EXPECT_FALSE(decrypt_jwe(compact.substr(0, size), pair.decryption).has_value()) << size;
  EXPECT_EQ(refusal(compact + ".", pair.decryption), JweError::malformed);
  EXPECT_EQ(refusal(compact + "=", pair.decryption), JweError::malformed);
  EXPECT_EQ(refusal(compact + "\n", pair.decryption), JweError::malformed);
}

TEST(Jwe, RFC7518_5_3_a_tag_has_one_length) {
  const Pair pair = rsa_pair();
  auto segments = split(encrypt(pair.encryption));
  const Bytes tag = base64url_decode(segments[4]).value();
  for (std::size_t size = 0; size < tag.size(); ++size) {
    segments[4] = base64url_encode(ByteView(tag).first(size));
    EXPECT_EQ(refusal(join(segments), pair.decryption), JweError::malformed) << size;
  }
}

TEST(Jwe, RFC7516_11_5_all_failures_of_keys_look_alike) {
  const Pair pair = rsa_pair();
  const PublicKey recipient = private_key(KeyType::rsa).public_key();
  const std::string header = R"({"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"k1"})";
  const Bytes content_key(16, 0x42);

  const Bytes noise(256, 0x17);
  EXPECT_EQ(refusal(Forgery{.header = header, .encrypted_key = noise}.compact(), pair.decryption),
            JweError::undecryptable);
  const Bytes too_short(255, 0x17);
  EXPECT_EQ(refusal(Forgery{.header = header, .encrypted_key = too_short}.compact(), pair.decryption),
            JweError::undecryptable);
  // A key of the wrong length inside a sound OAEP message.
  EXPECT_EQ(refusal(Forgery{.header = header, .encrypted_key = recipient.encrypt_oaep(Bytes(32, 0x42))}.compact(),
                    pair.decryption),
            JweError::undecryptable);
  auto wrong_tag = split(Forgery{.header = header, .encrypted_key = recipient.encrypt_oaep(content_key)}.compact());
  wrong_tag[4] = base64url_encode(Bytes(16, 0));
  EXPECT_EQ(refusal(join(wrong_tag), pair.decryption), JweError::undecryptable);
}

TEST(Jwe, RFC7516_11_5_the_substitute_key_is_secret_and_stable) {
  const auto keys = rsa_pair().decryption;
  const Bytes encrypted(256, 0x17);
  const SecretBytes substitute = keys.front().substitute_content_key(encrypted, 16);
  EXPECT_EQ(substitute, keys.front().substitute_content_key(encrypted, 16));
  EXPECT_NE(substitute, keys.front().substitute_content_key(Bytes(256, 0x18), 16));
  const auto other = DecryptionKey::create(PrivateKey::generate(KeyType::rsa), KeyManagement::RSA_OAEP_256);
  EXPECT_NE(substitute, other->substitute_content_key(encrypted, 16));
  // Even who knew it could not use it: the token is refused although its tag is right.
  const Forgery forgery{.header = R"({"alg":"RSA-OAEP-256","enc":"A128GCM"})",
                        .content_key = Bytes(substitute.begin(), substitute.end()),
                        .encrypted_key = encrypted};
  EXPECT_EQ(refusal(forgery.compact(), keys), JweError::undecryptable);
}

/// ECDH-ES from a sender whose header the test writes; `epk` is the sender's JWK.
std::string forge_agreement(std::string_view epk, std::string_view more, const AgreementInfo& info,
                            const PrivateKey& sender) {
  const auto secret = sender.agree(private_key(KeyType::ec_p256).public_key()).value();
  const SecretBytes key = concat_kdf(secret, info, 16);
  return Forgery{.header = R"({"alg":"ECDH-ES","enc":"A128GCM","epk":)" + std::string(epk) + std::string(more) + "}",
                 .content_key = Bytes(key.begin(), key.end())}
      .compact();
}

std::string public_jwk(const PrivateKey& key) {
  const EcComponents ec = key.public_key().ec();
  return R"({"kty":"EC","crv":"P-256","x":")" + base64url_encode(ec.x) + R"(","y":")" + base64url_encode(ec.y) +
         R"("})";
}

TEST(JweAgreement, RFC7518_4_6_1_party_information_is_bound_to_the_key) {
  const PrivateKey sender = PrivateKey::generate(KeyType::ec_p256);
  const AgreementInfo info{.algorithm = "A128GCM", .party_u = as_bytes("Alice"), .party_v = as_bytes("Bob")};
  const auto keys = ec_pair().decryption;
  EXPECT_TRUE(decrypt_jwe(forge_agreement(public_jwk(sender), R"(,"apu":"QWxpY2U","apv":"Qm9i")", info, sender), keys)
                  .has_value());
  EXPECT_EQ(refusal(forge_agreement(public_jwk(sender), R"(,"apu":"QWxpY2U")", info, sender), keys),
            JweError::undecryptable);
  EXPECT_EQ(refusal(forge_agreement(public_jwk(sender), R"(,"apu":"QWxpY2V=")", info, sender), keys),
            JweError::malformed);
  EXPECT_EQ(refusal(forge_agreement(public_jwk(sender), R"(,"apv":1)", info, sender), keys), JweError::malformed);
}

TEST(JweAgreement, RFC7518_4_6_2_the_length_separates_algorithms) {
  const PrivateKey sender = PrivateKey::generate(KeyType::ec_p256);
  const AgreementInfo other{.algorithm = "A256GCM", .party_u = {}, .party_v = {}};
  EXPECT_EQ(refusal(forge_agreement(public_jwk(sender), "", other, sender), ec_pair().decryption),
            JweError::undecryptable);
}

TEST(JweAgreement, RFC7518_4_6_1_1_epk_is_a_public_point_on_the_curve) {
  const PrivateKey sender = PrivateKey::generate(KeyType::ec_p256);
  const AgreementInfo info{.algorithm = "A128GCM", .party_u = {}, .party_v = {}};
  const auto keys = ec_pair().decryption;
  const std::string good = public_jwk(sender);
  EXPECT_TRUE(decrypt_jwe(forge_agreement(good, "", info, sender), keys).has_value());

  const EcComponents ec = sender.public_key().ec();
  Bytes off_curve = ec.y;
  off_curve.back() ^= 1;
  const std::string x = base64url_encode(ec.x);
  const std::string y = base64url_encode(ec.y);
  for (const std::string& epk :
       {R"({"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + base64url_encode(off_curve) + R"("})",
        R"({"kty":"EC","crv":"P-384","x":")" + x + R"(","y":")" + y + R"("})",
        R"({"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + y + R"(","d":"AQ"})",
        R"({"kty":"EC","crv":"P-256","x":")" + x + R"("})",
        R"({"kty":"EC","crv":"P-256","x":")" + base64url_encode(Bytes(32, 0)) + R"(","y":")" +
            base64url_encode(Bytes(32, 0)) + R"("})",
        std::string(R"({"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})"),
        std::string("null"), std::string("\"AQ\"")})
    EXPECT_EQ(refusal(forge_agreement(epk, "", info, sender), keys), JweError::malformed) << epk;
  EXPECT_EQ(refusal(Forgery{.header = R"({"alg":"ECDH-ES","enc":"A128GCM"})"}.compact(), keys), JweError::malformed);
}

TEST(JweAgreement, RFC7748_6_1_an_epk_of_small_order_agrees_on_nothing) {
  const Pair pair = make_pair(KeyType::x25519, KeyManagement::ECDH_ES, ContentEncryption::A128GCM);
  const std::string zero = base64url_encode(Bytes(32, 0));
  const Forgery forgery{.header = R"({"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"OKP","crv":"X25519","x":")" + zero +
                                  R"("}})"};
  EXPECT_EQ(refusal(forgery.compact(), pair.decryption), JweError::undecryptable);
}

TEST(JweAgreement, RFC7518_4_6_direct_agreement_sends_no_key) {
  const Pair pair = ec_pair();
  auto segments = split(encrypt(pair.encryption));
  EXPECT_EQ(segments[1], "");
  segments[1] = base64url_encode(Bytes(24, 1));
  EXPECT_EQ(refusal(join(segments), pair.decryption), JweError::malformed);
}

/// The tag of A128CBC-HS256, computed without the code under test.
Bytes hmac_tag(ByteView key, std::string_view associated, ByteView nonce, ByteView ciphertext) {
  Bytes input(associated.begin(), associated.end());
  input.insert(input.end(), nonce.begin(), nonce.end());
  input.insert(input.end(), ciphertext.begin(), ciphertext.end());
  for (int shift = 56; shift >= 0; shift -= 8)
    input.push_back(static_cast<std::uint8_t>(associated.size() * 8 >> shift));
  Bytes tag(32);
  HMAC(EVP_sha256(), key.data(), 16, input.data(), input.size(), tag.data(), nullptr);
  tag.resize(16);
  return tag;
}

TEST(JweCbc, RFC7518_5_2_2_2_a_wrong_padding_behind_a_right_tag_looks_like_a_wrong_tag) {
  const Bytes key(32, 0x42);
  const std::string header = base64url_encode(as_bytes(R"({"alg":"RSA-OAEP-256","enc":"A128CBC-HS256"})"));
  const Bytes encrypted_key = private_key(KeyType::rsa).public_key().encrypt_oaep(key);
  const Bytes nonce(16, 7);
  const AeadOutput output =
      aead_encrypt(AeadAlgorithm::aes128_cbc_hmac_sha256, {.key = key, .nonce = nonce, .associated = as_bytes(header)},
                   as_bytes("15 bytes, so 01"));
  ASSERT_EQ(output.ciphertext.size(), 16U);
  const auto token = [&](const Bytes& sent_nonce) {
    return join({header, base64url_encode(encrypted_key), base64url_encode(sent_nonce),
                 base64url_encode(output.ciphertext),
                 base64url_encode(hmac_tag(key, header, sent_nonce, output.ciphertext))});
  };
  EXPECT_TRUE(decrypt_jwe(token(nonce), rsa_pair().decryption).has_value());
  Bytes other_nonce = nonce;
  other_nonce.back() ^= 0x55;  // turns the padding byte 01 into 54
  EXPECT_EQ(refusal(token(other_nonce), rsa_pair().decryption), JweError::undecryptable);
}

TEST(Aead, RFC7518_5_3_no_part_of_a_tag_is_enough) {
  for (const AeadAlgorithm algorithm : {AeadAlgorithm::aes128_cbc_hmac_sha256, AeadAlgorithm::aes256_cbc_hmac_sha512,
                                        AeadAlgorithm::aes128_gcm, AeadAlgorithm::aes256_gcm}) {
    const Bytes key(aead_key_bytes(algorithm), 1);
    const Bytes nonce(aead_nonce_bytes(algorithm), 1);
    const AeadContext context{.key = key, .nonce = nonce, .associated = {}};
    const AeadOutput output = aead_encrypt(algorithm, context, as_bytes(kPlain));
    ASSERT_TRUE(aead_decrypt(algorithm, context, output.ciphertext, output.tag).has_value());
    for (std::size_t size = 0; size < output.tag.size(); ++size)
      EXPECT_FALSE(aead_decrypt(algorithm, context, output.ciphertext, ByteView(output.tag).first(size)).has_value())
          << size << " bytes";
  }
}

TEST(Aead, throws_on_lengths_that_do_not_fit) {
  const Bytes key(16, 1);
  const Bytes nonce(12, 1);
  const AeadContext short_key{.key = ByteView(key).first(15), .nonce = nonce, .associated = {}};
  EXPECT_THROW((void)aead_encrypt(AeadAlgorithm::aes128_gcm, short_key, {}), std::invalid_argument);
  const AeadContext short_nonce{.key = key, .nonce = ByteView(nonce).first(11), .associated = {}};
  EXPECT_THROW((void)aead_encrypt(AeadAlgorithm::aes128_gcm, short_nonce, {}), std::invalid_argument);
}

TEST(Jwe, is_refused_above_the_size_limit) {
  const Pair pair = rsa_pair();
  OsRandom random;
  const std::string fits(16 * 1024, 'x');
  EXPECT_TRUE(decrypt_jwe(encrypt_jwe(pair.encryption, random, {.typ = {}, .cty = {}, .plain = as_bytes(fits)}),
                          pair.decryption)
                  .has_value());
  const std::string too_long(kMaxJweBytes, 'x');
  EXPECT_EQ(refusal(encrypt_jwe(pair.encryption, random, {.typ = {}, .cty = {}, .plain = as_bytes(too_long)}),
                    pair.decryption),
            JweError::malformed);
}

TEST(NestedJwt, is_signed_then_encrypted_and_comes_back_verified) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const std::string signed_jwt = sign_jwt(*signer, "JWT", kPlain);
  const Pair pair = ec_pair(KeyManagement::ECDH_ES_A256KW);
  OsRandom random;
  const std::string nested = encrypt_jwt(pair.encryption, random, signed_jwt);
  EXPECT_EQ(*decrypt_jwe(nested, pair.decryption)->header.find_string("cty"), "JWT");
  const auto inner = decrypt_jwt(nested, pair.decryption);
  ASSERT_TRUE(inner.has_value());
  const std::array trusted = {signer->verification_key()};
  const auto verified = verify_jwt(inner->expose(), "JWT", trusted);
  ASSERT_TRUE(verified.has_value());
  EXPECT_EQ(verified->claims().write(), kPlain);
}

TEST(NestedJwt, RFC8725_2_3_encryption_alone_authenticates_nobody) {
  const Pair pair = ec_pair();
  OsRandom random;
  const auto refused = [&](std::string_view cty, std::string_view plain) {
    const auto inner = decrypt_jwt(
        encrypt_jwe(pair.encryption, random, {.typ = {}, .cty = cty, .plain = as_bytes(plain)}), pair.decryption);
    return !inner && inner.error() == JweError::not_nested;
  };
  EXPECT_TRUE(refused("JWT", kPlain));
  EXPECT_TRUE(refused("", "a.b.c"));
  EXPECT_TRUE(refused("json", "a.b.c"));
  EXPECT_TRUE(refused("JWT", "a.b.c.d.e"));
  EXPECT_FALSE(refused("jwt", "a.b.c"));
}

TEST(Jwe, RFC8725_3_11_is_not_taken_for_a_JWS_nor_the_other_way_round) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const Pair pair = ec_pair();
  EXPECT_EQ(refusal(sign_jwt(*signer, "JWT", kPlain), pair.decryption), JweError::malformed);
  const std::array trusted = {signer->verification_key()};
  const auto verified = verify_jwt(encrypt(pair.encryption), "JWT", trusted);
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error(), JwtError::malformed);
}

}  // namespace
}  // namespace attesto
