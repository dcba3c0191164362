// Tokens that must never be taken. The catalogue names follow RFC 8725 and the CVEs behind it.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>
#include <vector>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/jwt.hpp"
#include "jose/compact.hpp"

namespace attesto {
namespace {

using jose_test::make_signer;
using jose_test::signed_token;
using jose_test::unsigned_part;

constexpr std::string_view kClaims = R"({"iss":"https://as.example","sub":"u1"})";

/// The keys of the process: made once, RSA takes long.
struct World {
  std::shared_ptr<const LocalSigner> es = make_signer(Algorithm::ES256);
  std::shared_ptr<const LocalSigner> ps = make_signer(Algorithm::PS256);
  std::shared_ptr<const LocalSigner> ed = make_signer(Algorithm::EdDSA);
  std::shared_ptr<const LocalSigner> attacker = make_signer(Algorithm::ES256);
  std::vector<VerificationKey> trusted = {es->verification_key(), ps->verification_key(), ed->verification_key()};

  [[nodiscard]] std::string header(std::string_view alg, std::string_view more = "") const {
    return with_kid(alg, es->verification_key().kid(), more);
  }
  [[nodiscard]] static std::string with_kid(std::string_view alg, std::string_view kid, std::string_view more = "") {
    return std::string(R"({"alg":)")
        .append(alg)
        .append(R"(,"typ":"at+jwt","kid":")")
        .append(kid)
        .append("\"")
        .append(more)
        .append("}");
  }
};

const World& world() {
  static const World kWorld;
  return kWorld;
}

std::expected<VerifiedJwt, JwtError> verify(std::string_view compact) {
  return verify_jwt(compact, "at+jwt", world().trusted);
}

std::string good_token() { return sign_jwt(*world().es, "at+jwt", kClaims); }

/// Signed with the trusted key: only what is asked about is wrong.
std::string signed_by_es(std::string_view header, std::string_view claims = kClaims) {
  return signed_token(*world().es, header, claims);
}

struct Attack {
  const char* name;
  std::string (*make)();
  JwtError want;
};

class JwtAttack : public testing::TestWithParam<Attack> {};

TEST_P(JwtAttack, is_refused_for_its_reason) {
  ASSERT_TRUE(verify(good_token()));
  const auto jwt = verify(GetParam().make());
  ASSERT_FALSE(jwt);
  EXPECT_EQ(jwt.error(), GetParam().want);
}

std::string none_with(std::string_view alg, bool signature) {
  const std::string token = signed_by_es(world().header(alg));
  return signature ? token : token.substr(0, token.rfind('.') + 1);
}

const Attack kAlgorithm[] = {
    {"RFC8725_3_2_none", [] { return none_with("\"none\"", false); }, JwtError::wrong_algorithm},
    {"RFC8725_3_2_none_with_signature", [] { return none_with("\"none\"", true); }, JwtError::wrong_algorithm},
    {"RFC8725_3_2_NONE", [] { return none_with("\"NONE\"", false); }, JwtError::wrong_algorithm},
    {"RFC8725_3_2_nOnE", [] { return none_with("\"nOnE\"", false); }, JwtError::wrong_algorithm},
    {"RFC8725_3_2_space_none", [] { return none_with("\" none\"", false); }, JwtError::wrong_algorithm},
    {"RFC8725_3_2_empty", [] { return none_with("\"\"", false); }, JwtError::wrong_algorithm},
    {"RFC7515_4_1_1_number", [] { return none_with("1", true); }, JwtError::malformed},
    {"RFC7515_4_1_1_array", [] { return none_with("[\"ES256\"]", true); }, JwtError::malformed},
    {"RFC7515_4_1_1_object", [] { return none_with("{}", true); }, JwtError::malformed},
    {"RFC7515_4_1_1_null", [] { return none_with("null", true); }, JwtError::malformed},
    {"RFC7515_4_1_1_lower_case", [] { return none_with("\"es256\"", true); }, JwtError::wrong_algorithm},
    {"RFC7515_4_1_1_missing", [] { return signed_by_es(R"({"typ":"at+jwt","kid":"x"})"); }, JwtError::malformed},
    {"RFC8725_3_1_other_curve", [] { return none_with("\"ES384\"", true); }, JwtError::wrong_algorithm},
    {"RFC8725_3_1_hmac", [] { return none_with("\"HS256\"", true); }, JwtError::wrong_algorithm},
    {"RFC8725_3_1_rs256_under_a_ps256_key",
     [] {
       const PrivateKey rs = PrivateKey::generate(KeyType::rsa);
       const std::string header = World::with_kid("\"RS256\"", world().ps->verification_key().kid());
       const std::string input = unsigned_part(header, kClaims);
       return input + '.' + base64url_encode(rs.sign(SignatureScheme::rsa_pkcs1_sha256, as_bytes(input)));
     },
     JwtError::wrong_algorithm},
};

INSTANTIATE_TEST_SUITE_P(Alg, JwtAttack, testing::ValuesIn(kAlgorithm), [](const auto& row) { return row.param.name; });

/// HS256 with a text that everyone knows as its key (RFC 8725 §2.1).
std::string hmac_token(ByteView key) {
  const std::string input = unsigned_part(World::with_kid("\"HS256\"", world().ps->verification_key().kid()), kClaims);
  Bytes mac(32);
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(input).data(), input.size(), mac.data(), &size);
  return input + '.' + base64url_encode(mac);
}

TEST(JwtConfusion, RFC8725_2_1_public_key_as_hmac_secret) {
  const PublicKey& key = world().ps->verification_key().key();
  std::string pem = key.to_pem();
  const std::string jwk = to_jwk(world().ps->verification_key()).write();
  const Bytes modulus = key.rsa().n;
  const Bytes empty;
  for (const ByteView secret : {as_bytes(pem), as_bytes(std::string_view(pem).substr(0, pem.size() - 1)), as_bytes(jwk),
                                ByteView(modulus), ByteView(empty)}) {
    const auto jwt = verify(hmac_token(secret));
    ASSERT_FALSE(jwt);
    EXPECT_EQ(jwt.error(), JwtError::wrong_algorithm);
  }
}

const Attack kKey[] = {
    {"RFC7515_6_known_kid_other_key",
     [] { return signed_token(*world().attacker, world().header("\"ES256\""), kClaims); }, JwtError::wrong_signature},
    {"RFC8725_3_10_unknown_kid", [] { return signed_by_es(World::with_kid("\"ES256\"", "es-2")); },
     JwtError::unknown_key},
    {"RFC8725_3_10_kid_path", [] { return signed_by_es(World::with_kid("\"ES256\"", "../../../dev/null")); },
     JwtError::unknown_key},
    {"RFC8725_3_10_kid_sql", [] { return signed_by_es(World::with_kid("\"ES256\"", "' or 1=1--")); },
     JwtError::unknown_key},
    {"RFC8725_3_10_kid_url", [] { return signed_by_es(World::with_kid("\"ES256\"", "https://evil.example/k")); },
     JwtError::unknown_key},
    {"RFC8725_3_10_kid_empty", [] { return signed_by_es(World::with_kid("\"ES256\"", "")); }, JwtError::unknown_key},
    {"RFC8725_3_10_kid_prefix",
     [] { return signed_by_es(World::with_kid("\"ES256\"", world().es->verification_key().kid() + "x")); },
     JwtError::unknown_key},
    {"RFC8725_3_10_kid_with_nul",
     [] { return signed_by_es(World::with_kid("\"ES256\"", world().es->verification_key().kid() + "\\u0000")); },
     JwtError::malformed},
    {"RFC7515_4_1_4_kid_number", [] { return signed_by_es(R"({"alg":"ES256","typ":"at+jwt","kid":1})"); },
     JwtError::malformed},
    {"RFC7515_4_1_4_kid_array", [] { return signed_by_es(R"({"alg":"ES256","typ":"at+jwt","kid":["es-1"]})"); },
     JwtError::malformed},
    {"RFC7515_4_1_3_embedded_jwk",
     [] {
       const std::string jwk = to_jwk(world().attacker->verification_key()).write();
       return signed_token(*world().attacker, world().header("\"ES256\"", ",\"jwk\":" + jwk), kClaims);
     },
     JwtError::critical_header},
    {"RFC8725_3_10_jku",
     [] { return signed_by_es(world().header("\"ES256\"", R"(,"jku":"https://evil.example/jwks")")); },
     JwtError::critical_header},
    {"RFC8725_3_10_x5u",
     [] { return signed_by_es(world().header("\"ES256\"", R"(,"x5u":"https://evil.example/cert")")); },
     JwtError::critical_header},
    {"RFC7515_4_1_6_x5c", [] { return signed_by_es(world().header("\"ES256\"", R"(,"x5c":["AAAA"])")); },
     JwtError::critical_header},
    {"RFC7515_4_1_11_crit_unknown", [] { return signed_by_es(world().header("\"ES256\"", R"(,"crit":["x"],"x":1)")); },
     JwtError::critical_header},
    {"RFC7515_4_1_11_crit_empty", [] { return signed_by_es(world().header("\"ES256\"", R"(,"crit":[])")); },
     JwtError::critical_header},
    {"RFC7515_4_1_11_crit_registered", [] { return signed_by_es(world().header("\"ES256\"", R"(,"crit":["alg"])")); },
     JwtError::critical_header},
    {"RFC7515_4_1_11_crit_absent_name", [] { return signed_by_es(world().header("\"ES256\"", R"(,"crit":["exp"])")); },
     JwtError::critical_header},
    {"RFC7797_7_b64_without_crit", [] { return signed_by_es(world().header("\"ES256\"", R"(,"b64":false)")); },
     JwtError::critical_header},
    {"RFC7797_6_b64_with_crit",
     [] { return signed_by_es(world().header("\"ES256\"", R"(,"b64":false,"crit":["b64"])")); },
     JwtError::critical_header},
};

INSTANTIATE_TEST_SUITE_P(Key, JwtAttack, testing::ValuesIn(kKey), [](const auto& row) { return row.param.name; });

std::string with_signature(const Bytes& signature) {
  return unsigned_part(world().header("\"ES256\""), kClaims) + '.' + base64url_encode(signature);
}

/// A good token whose text was edited: `edit` gets the three segments.
std::string edited(void (*edit)(std::string& header, std::string& claims, std::string& signature)) {
  const std::string token = good_token();
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  std::string header = token.substr(0, first);
  std::string claims = token.substr(first + 1, second - first - 1);
  std::string signature = token.substr(second + 1);
  edit(header, claims, signature);
  return header.append(".").append(claims).append(".").append(signature);
}

const Attack kForm[] = {
    {"RFC7518_3_4_zero_signature", [] { return with_signature(Bytes(64)); }, JwtError::wrong_signature},
    {"RFC7518_3_4_63_bytes", [] { return with_signature(Bytes(63, 1)); }, JwtError::wrong_signature},
    {"RFC7518_3_4_65_bytes", [] { return with_signature(Bytes(65, 1)); }, JwtError::wrong_signature},
    {"RFC7518_3_4_huge", [] { return with_signature(Bytes(8'000, 1)); }, JwtError::wrong_signature},
    {"RFC7515_7_1_no_signature", [] { return with_signature({}); }, JwtError::wrong_signature},
    {"RFC7515_2_padded_header", [] { return edited([](auto& header, auto&, auto&) { header += "="; }); },
     JwtError::malformed},
    {"RFC7515_2_padded_signature", [] { return edited([](auto&, auto&, auto& signature) { signature += "=="; }); },
     JwtError::malformed},
    {"RFC7515_2_newline_in_signature",
     [] { return edited([](auto&, auto&, auto& signature) { signature.insert(8, "\n"); }); }, JwtError::malformed},
    {"RFC7515_2_nul_behind", [] { return edited([](auto&, auto&, auto& signature) { signature.push_back('\0'); }); },
     JwtError::malformed},
    {"RFC7515_2_leading_space", [] { return edited([](auto& header, auto&, auto&) { header.insert(0, " "); }); },
     JwtError::malformed},
    {"RFC4648_3_5_trailing_bits_of_signature",
     [] {
       return edited([](auto&, auto&, auto& signature) {
         constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
         signature.back() = kAlphabet[kAlphabet.find(signature.back()) + 1];
       });
     },
     JwtError::malformed},
    {"RFC7515_7_1_two_segments", [] { return unsigned_part(world().header("\"ES256\""), kClaims); },
     JwtError::malformed},
    {"RFC7515_7_1_four_segments", [] { return good_token() + ".AAAA"; }, JwtError::malformed},
    {"RFC7515_7_1_trailing_dot", [] { return good_token() + "."; }, JwtError::malformed},
    {"RFC7516_3_1_jwe_shape", [] { return good_token() + ".AAAA.AAAA"; }, JwtError::malformed},
    {"RFC7515_7_1_dots_only", [] { return std::string(".."); }, JwtError::malformed},
    {"RFC7515_7_1_ten_thousand_dots", [] { return std::string(10'000, '.'); }, JwtError::malformed},
    {"RFC7515_7_1_empty", [] { return std::string(); }, JwtError::malformed},
    {"RFC7515_7_2_json_serialisation",
     [] {
       return edited([](auto& header, auto& claims, auto& signature) {
         header = R"({"protected":")" + header + R"(","payload":")" + claims + R"(","signature":")" + signature + "\"}";
         claims.clear();
         signature.clear();
       });
     },
     JwtError::malformed},
    {"RFC7515_4_header_is_an_array", [] { return signed_by_es(R"(["alg","ES256"])"); }, JwtError::malformed},
    {"RFC7515_4_header_is_a_string", [] { return signed_by_es(R"("ES256")"); }, JwtError::malformed},
    {"RFC7515_4_header_is_empty", [] { return signed_by_es(""); }, JwtError::malformed},
    {"RFC7515_4_duplicate_header", [] { return signed_by_es(world().header("\"none\"", R"(,"alg":"ES256")")); },
     JwtError::malformed},
    {"RFC7515_4_duplicate_header_by_escape",
     [] { return signed_by_es(world().header("\"ES256\"", R"(,"\u0061lg":"none")")); }, JwtError::malformed},
    {"RFC7515_4_header_too_deep", [] { return signed_by_es(world().header("\"ES256\"", R"(,"x":[[[[[[[[]]]]]]]])")); },
     JwtError::malformed},
    {"RFC7515_4_header_too_large",
     [] { return signed_by_es(world().header("\"ES256\"", ",\"x\":\"" + std::string(8 * 1024, 'a') + "\"")); },
     JwtError::malformed},
    {"RFC7519_4_duplicate_claim", [] { return signed_by_es(world().header("\"ES256\""), R"({"sub":"a","sub":"b"})"); },
     JwtError::malformed},
    {"RFC7519_4_duplicate_claim_by_escape",
     [] { return signed_by_es(world().header("\"ES256\""), R"({"sub":"a","\u0073ub":"b"})"); }, JwtError::malformed},
    {"RFC7519_7_2_claims_are_an_array", [] { return signed_by_es(world().header("\"ES256\""), "[]"); },
     JwtError::malformed},
    {"RFC7519_7_2_claims_are_a_string", [] { return signed_by_es(world().header("\"ES256\""), "\"a\""); },
     JwtError::malformed},
    {"RFC7519_7_2_claims_are_null", [] { return signed_by_es(world().header("\"ES256\""), "null"); },
     JwtError::malformed},
    {"RFC7519_7_2_claims_are_empty", [] { return signed_by_es(world().header("\"ES256\""), ""); }, JwtError::malformed},
    {"RFC7519_7_2_two_objects", [] { return signed_by_es(world().header("\"ES256\""), "{}{}"); }, JwtError::malformed},
    {"RFC8259_8_1_byte_order_mark", [] { return signed_by_es(world().header("\"ES256\""), "\xEF\xBB\xBF{}"); },
     JwtError::malformed},
    {"RFC8259_8_1_invalid_utf8", [] { return signed_by_es(world().header("\"ES256\""), "{\"sub\":\"\xFF\"}"); },
     JwtError::malformed},
    {"RFC7493_2_1_lone_surrogate", [] { return signed_by_es(world().header("\"ES256\""), R"({"sub":"\uD800"})"); },
     JwtError::malformed},
    {"nul_in_sub", [] { return signed_by_es(world().header("\"ES256\""), R"({"sub":"a\u0000b"})"); },
     JwtError::malformed},
    {"RFC8259_6_nan", [] { return signed_by_es(world().header("\"ES256\""), R"({"exp":NaN})"); }, JwtError::malformed},
    {"RFC7493_2_2_exp_above_int64",
     [] { return signed_by_es(world().header("\"ES256\""), R"({"exp":9223372036854775808})"); }, JwtError::malformed},
    {"CVE_2025_53864_depth_33",
     [] {
       return signed_by_es(world().header("\"ES256\""), "{\"a\":" + std::string(32, '[') + std::string(32, ']') + "}");
     },
     JwtError::malformed},
    {"CVE_2025_53864_depth_10_000",
     [] { return signed_by_es(world().header("\"ES256\""), "{\"a\":" + std::string(10'000, '[')); },
     JwtError::malformed},
    {"CVE_2025_61920_16_KiB_and_one_byte",
     [] {
       std::string token = signed_by_es(world().header("\"ES256\""), "{\"a\":\"" + std::string(8'000, 'x') + "\"}");
       return token.append(kMaxJwtBytes + 1 - token.size(), 'A');
     },
     JwtError::malformed},
};

INSTANTIATE_TEST_SUITE_P(Form, JwtAttack, testing::ValuesIn(kForm), [](const auto& row) { return row.param.name; });

TEST(JwtLimits, just_below_every_limit_is_taken) {
  EXPECT_TRUE(
      verify(signed_by_es(world().header("\"ES256\""), "{\"a\":" + std::string(31, '[') + std::string(31, ']') + "}")));
  EXPECT_TRUE(verify(signed_by_es(world().header("\"ES256\"", R"(,"x":[[[[[[[]]]]]]])"))));
  std::string token;
  for (std::size_t padding = 12'000; token.size() < kMaxJwtBytes - 4; padding += (kMaxJwtBytes - token.size()) / 2)
    token = signed_by_es(world().header("\"ES256\""), "{\"a\":\"" + std::string(padding, 'x') + "\"}");
  ASSERT_LE(token.size(), kMaxJwtBytes);
  EXPECT_TRUE(verify(token));
}

TEST(JwtKeyChoice, without_kid_only_a_single_key_of_the_algorithm_counts) {
  const std::string token = signed_by_es(R"({"alg":"ES256","typ":"at+jwt"})");
  EXPECT_TRUE(verify(token));
  std::vector<VerificationKey> two = world().trusted;
  two.push_back(world().attacker->verification_key());
  const auto ambiguous = verify_jwt(token, "at+jwt", two);
  ASSERT_FALSE(ambiguous);
  EXPECT_EQ(ambiguous.error(), JwtError::unknown_key);
  const auto none = verify_jwt(token, "at+jwt", std::array{world().ed->verification_key()});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error(), JwtError::unknown_key);
  EXPECT_FALSE(verify_jwt(token, "at+jwt", {}));
}

/// (r, n - s): the same token to a verifier, another text to a cache. Identity is `jti`, not the text.
TEST(JwtMalleability, RFC8725_3_mirrored_signature_gives_the_same_claims) {
  const std::string token = good_token();
  const std::size_t dot = token.rfind('.');
  Bytes signature = *base64url_decode(std::string_view(token).substr(dot + 1));
  static constexpr std::uint8_t kN[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0,    0,    0,    0,    0xFF, 0xFF, 0xFF,
                                          0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
                                          0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference = kN[i] - signature[32 + i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    signature[32 + i] = static_cast<std::uint8_t>(difference);
  }
  const std::string mirrored = token.substr(0, dot + 1) + base64url_encode(signature);
  ASSERT_NE(mirrored, token);
  const auto first = verify(token);
  const auto second = verify(mirrored);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->claims(), second->claims());
}

TEST(JwtPadding, RFC7518_3_5_pss_key_refuses_pkcs1_and_other_salts) {
  const PrivateKey rsa = PrivateKey::generate(KeyType::rsa);
  const auto key = VerificationKey::create(rsa.public_key(), Algorithm::PS256, "ps");
  ASSERT_TRUE(key);
  const std::string input = unsigned_part(World::with_kid("\"PS256\"", "ps"), kClaims);
  const auto judge = [&](SignatureScheme scheme) {
    const std::string token = input + '.' + base64url_encode(rsa.sign(scheme, as_bytes(input)));
    return verify_jwt(token, "at+jwt", std::array{*key}).has_value();
  };
  EXPECT_TRUE(judge(SignatureScheme::rsa_pss_sha256));
  EXPECT_FALSE(judge(SignatureScheme::rsa_pkcs1_sha256));
  EXPECT_FALSE(judge(SignatureScheme::rsa_pss_sha384));
}

TEST(JwtOrder, bad_and_good_tokens_alternate_without_touching_each_other) {
  const std::string good = good_token();
  const std::string bad = with_signature(Bytes(64, 3));
  for (int round = 0; round < 500; ++round) {
    ASSERT_FALSE(verify(bad));
    ASSERT_TRUE(verify(good));
  }
}

}  // namespace
}  // namespace attesto
