#include "attesto/oauth/pkce.hpp"

#include <gtest/gtest.h>

#include <string>

namespace attesto {
namespace {

constexpr std::string_view kVerifierB = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr std::string_view kChallengeB = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
constexpr std::string_view kVerifierX = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

struct Case {
  const char* name;
  std::string_view verifier;   ///< empty: none was sent
  std::string_view challenge;  ///< empty: none was sent
  PkceVerdict want;
};

constexpr Case kCases[] = {
    {"RFC7636_B_published_pair", kVerifierB, kChallengeB, PkceVerdict::match},
    {"RFC7636_4_6_other_verifier", kVerifierX, kChallengeB, PkceVerdict::mismatch},
    {"RFC7636_4_6_plain_is_refused", kVerifierB, kVerifierB, PkceVerdict::mismatch},
    {"RFC7636_4_6_challenge_as_verifier", kChallengeB, kChallengeB, PkceVerdict::mismatch},
    {"RFC7636_4_5_verifier_left_out", "", kChallengeB, PkceVerdict::missing_verifier},
    {"RFC9700_4_8_2_downgrade", kVerifierB, "", PkceVerdict::unexpected_verifier},
    {"neither_was_used", "", "", PkceVerdict::match},
};

class Pkce : public testing::TestWithParam<Case> {};

TEST_P(Pkce, gives_the_verdict) {
  std::optional<CodeVerifier> verifier;
  if (!GetParam().verifier.empty()) {
    verifier = CodeVerifier::parse(GetParam().verifier);
    ASSERT_TRUE(verifier);
  }
  std::optional<CodeChallenge> challenge;
  if (!GetParam().challenge.empty()) {
    challenge = CodeChallenge::parse(GetParam().challenge);
    ASSERT_TRUE(challenge);
  }
  EXPECT_EQ(check_pkce(verifier, challenge), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Pkce, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

struct Syntax {
  const char* name;
  std::string text;
  bool want;
};

const Syntax kVerifiers[] = {
    {"RFC7636_4_1_43_bytes", std::string(43, 'a'), true},
    {"RFC7636_4_1_42_bytes", std::string(42, 'a'), false},
    {"RFC7636_4_1_128_bytes", std::string(128, 'a'), true},
    {"RFC7636_4_1_129_bytes", std::string(129, 'a'), false},
    {"RFC7636_4_1_every_kind", std::string(39, 'a') + "Z0-." + "_~", true},
    {"RFC7636_4_1_equals", std::string(42, 'a') + "=", false},
    {"RFC7636_4_1_plus", std::string(42, 'a') + "+", false},
    {"RFC7636_4_1_slash", std::string(42, 'a') + "/", false},
    {"RFC7636_4_1_space", std::string(42, 'a') + " ", false},
    {"RFC7636_4_1_nul", std::string(42, 'a') + std::string(1, '\0'), false},
    {"RFC7636_4_1_non_ascii", std::string(42, 'a') + "\xC3\xA9", false},
    {"RFC7636_4_1_empty", "", false},
};

class VerifierSyntax : public testing::TestWithParam<Syntax> {};

TEST_P(VerifierSyntax, is_checked) { EXPECT_EQ(CodeVerifier::parse(GetParam().text).has_value(), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(Rfc, VerifierSyntax, testing::ValuesIn(kVerifiers),
                         [](const auto& row) { return row.param.name; });

const Syntax kChallenges[] = {
    {"RFC7636_4_2_published", std::string(kChallengeB), true},
    {"RFC7636_4_2_42_characters", std::string(kChallengeB.substr(0, 42)), false},
    {"RFC7636_4_2_44_characters", std::string(kChallengeB) + "A", false},
    {"RFC7636_4_2_padded", std::string(kChallengeB) + "=", false},
    {"RFC4648_3_5_trailing_bits", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", false},
    {"RFC7636_4_2_standard_alphabet", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false},
    {"RFC7636_4_2_empty", "", false},
};

class ChallengeSyntax : public testing::TestWithParam<Syntax> {};

TEST_P(ChallengeSyntax, is_the_canonical_form_of_32_bytes) {
  const auto challenge = CodeChallenge::parse(GetParam().text);
  ASSERT_EQ(challenge.has_value(), GetParam().want);
  EXPECT_TRUE(!challenge || challenge->str() == GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rfc, ChallengeSyntax, testing::ValuesIn(kChallenges),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace attesto
