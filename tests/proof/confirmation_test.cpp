#include "attesto/proof/confirmation.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "attesto/crypto/digest.hpp"

namespace attesto {
namespace {

using enum ConfirmationError;

/// 0: absent, otherwise which of two.
struct Case {
  std::string_view name;
  int cnf_jkt;
  int cnf_certificate;
  int shown_jkt;
  int shown_certificate;
  std::optional<ConfirmationError> want;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

template <class T>
std::optional<T> pick(int which) {
  if (which == 0) return std::nullopt;
  return T::of(sha256(which == 1 ? "one" : "two"));
}

constexpr Case kCases[] = {
    {"bearer_nothing", 0, 0, 0, 0, std::nullopt},
    {"RFC9449_7_1_bearer_proof", 0, 0, 1, 0, proof_unexpected},
    {"RFC8705_3_bearer_certificate", 0, 0, 0, 1, certificate_unexpected},
    {"RFC9449_7_1_bearer_both", 0, 0, 1, 1, proof_unexpected},
    {"RFC9449_7_1_jkt_nothing", 1, 0, 0, 0, proof_required},
    {"RFC9449_7_1_jkt_same", 1, 0, 1, 0, std::nullopt},
    {"RFC9449_4_3_12_jkt_other", 1, 0, 2, 0, proof_of_other_key},
    {"RFC8705_3_jkt_certificate", 1, 0, 0, 1, certificate_unexpected},
    {"RFC8705_3_jkt_same_and_certificate", 1, 0, 1, 1, certificate_unexpected},
    {"RFC8705_3_certificate_nothing", 0, 1, 0, 0, certificate_required},
    {"RFC8705_3_certificate_same", 0, 1, 0, 1, std::nullopt},
    {"RFC8705_3_certificate_other", 0, 1, 0, 2, other_certificate},
    {"RFC9449_7_1_certificate_proof", 0, 1, 1, 0, proof_unexpected},
    {"RFC9449_7_1_certificate_same_and_proof", 0, 1, 1, 1, proof_unexpected},
    {"RFC7800_3_1_both_nothing", 1, 1, 0, 0, proof_required},
    {"RFC7800_3_1_both_certificate_only", 1, 1, 0, 1, proof_required},
    {"RFC7800_3_1_both_proof_only", 1, 1, 1, 0, certificate_required},
    {"RFC7800_3_1_both_same", 1, 1, 1, 1, std::nullopt},
    {"RFC7800_3_1_both_other_proof", 1, 1, 2, 1, proof_of_other_key},
    {"RFC7800_3_1_both_other_certificate", 1, 1, 1, 2, other_certificate},
};

class ConfirmationMatrix : public testing::TestWithParam<Case> {};
TEST_P(ConfirmationMatrix, gives_the_verdict) {
  const Case& row = GetParam();
  const Confirmation cnf{pick<KeyThumbprint>(row.cnf_jkt), pick<CertificateThumbprint>(row.cnf_certificate)};
  const ShownProofs shown{pick<KeyThumbprint>(row.shown_jkt), pick<CertificateThumbprint>(row.shown_certificate)};
  const auto verdict = check_confirmation(cnf, shown);
  EXPECT_EQ(verdict ? std::nullopt : std::optional(verdict.error()), row.want);
}
INSTANTIATE_TEST_SUITE_P(Rfc, ConfirmationMatrix, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ConfirmationMatrix, only_exactly_what_is_asked_for_passes) {
  // All 81 cells: a token passes only with the very proofs that it names.
  for (int cell = 0; cell < 81; ++cell) {
    const int a = cell % 3, b = cell / 3 % 3, c = cell / 9 % 3, d = cell / 27;
    const Confirmation cnf{pick<KeyThumbprint>(a), pick<CertificateThumbprint>(b)};
    const ShownProofs shown{pick<KeyThumbprint>(c), pick<CertificateThumbprint>(d)};
    EXPECT_EQ(check_confirmation(cnf, shown).has_value(), a == c && b == d) << cell;
  }
}

TEST(ConfirmationErrors, are_all_invalid_token) {
  for (int i = 0; i <= static_cast<int>(certificate_unexpected); ++i)
    EXPECT_EQ(to_error(static_cast<ConfirmationError>(i)).code, ErrorCode::invalid_token);
}

std::optional<Confirmation> parse(std::string_view text) { return find_confirmation(Json::parse(text).value()); }

TEST(ConfirmationClaim, RFC7800_3_1_an_unknown_binding_is_not_none) {
  constexpr std::string_view kPrint = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0";
  const std::string print(kPrint);
  EXPECT_EQ(parse("{}"), Confirmation{});
  EXPECT_EQ(parse(R"({"cnf":{"jkt":")" + print + R"("}})")->jkt->str(), print);
  EXPECT_EQ(parse(R"({"cnf":{"x5t#S256":")" + print + R"("}})")->x5t_s256->str(), print);
  const auto both = parse(R"({"cnf":{"jkt":")" + print + R"(","x5t#S256":")" + print + R"("}})");
  EXPECT_TRUE(both && both->jkt && both->x5t_s256);
  for (const std::string& bad :
       {std::string("null"), std::string("{}"), std::string("[]"), std::string("\"x\""), std::string(R"({"kid":"1"})"),
        R"({"jkt":")" + print + R"(","kid":"1"})", std::string(R"({"jkt":null})"), std::string(R"({"jkt":""})"),
        R"({"jkt":")" + print.substr(1) + R"("})", R"({"jkt":")" + print + R"(="})",
        R"({"jkt":")" + print.substr(0, 42) + R"(1"})"})
    EXPECT_FALSE(parse(R"({"cnf":)" + bad + '}')) << bad;
}

TEST(ConfirmationClaim, writes_what_it_reads) {
  for (const Confirmation& cnf : {Confirmation{}, Confirmation{.jkt = pick<KeyThumbprint>(1)},
                                  Confirmation{pick<KeyThumbprint>(1), pick<CertificateThumbprint>(2)}}) {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write_confirmation(out, cnf);
    out.end_object();
    EXPECT_EQ(parse(text), cnf) << text;
  }
}

}  // namespace
}  // namespace attesto
