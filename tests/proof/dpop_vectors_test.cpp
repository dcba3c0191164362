// DPoP proofs of RFC 9449 and of the adversarial set, read from the vectors folder.
#include <gtest/gtest.h>

#include "attesto/jose/thumbprint.hpp"
#include "proof/dpop_fixture.hpp"
#include "support/vector_file.hpp"

namespace attesto {
namespace {

using namespace testing_support;

std::expected<DpopProof, DpopError> check(const Json& input, std::string_view proof, Instant now) {
  const auto target = TargetUri::parse(*input.find_string("htu"));
  const std::array fields = {proof};
  DpopRequest request{.proofs = fields, .method = *input.find_string("htm"), .target = target.value()};
  if (const std::string* token = input.find_string("access_token")) request.access_token = *token;
  return check_dpop(request, {.algorithms = kAllAlgorithms}, now);
}

TEST(DpopVectors, RFC9449_published_proofs) {
  const auto file = read_vector_file("rfc/rfc_examples.json");
  if (!file) GTEST_SKIP() << "rfc/rfc_examples.json is not in the folder ATTESTO_VECTORS_DIR";
  int seen = 0;
  for (const Json& vector : *file->find("vectors")->array()) {
    if (*vector.find_string("kind") != "dpop-proof") continue;
    SCOPED_TRACE(*vector.find_string("id"));
    const Json& input = *vector.find("input");
    const auto proof = check(input, *input.find_string("proof"), from_seconds(*input.find_integer("now")));
    ASSERT_TRUE(proof) << static_cast<int>(proof.error());
    if (const std::string* jkt = vector.find("expect")->find_string("jkt")) {
      EXPECT_EQ(proof->jkt().str(), *jkt);
    }
    ++seen;
  }
  EXPECT_EQ(seen, 2);
}

TEST(DpopVectors, RFC9449_7_1_published_ath) {
  const auto file = read_vector_file("rfc/rfc_examples.json");
  if (!file) GTEST_SKIP() << "rfc/rfc_examples.json is not in the folder ATTESTO_VECTORS_DIR";
  for (const Json& vector : *file->find("vectors")->array()) {
    if (*vector.find_string("kind") != "dpop-ath") continue;
    const std::string& ath = *vector.find("expect")->find_string("ath");
    RawJwt proof = good_proof();
    set(proof.claims, "ath", ath);
    const std::string& token = *vector.find("input")->find_string("access_token");
    EXPECT_EQ(Checker{.access_token = token}.error(proof), std::nullopt);
  }
}

TEST(DpopVectors, adversarial_proofs_get_their_verdict) {
  const auto file = read_vector_file("own/jwt_adversarial.json");
  if (!file) GTEST_SKIP() << "own/jwt_adversarial.json is not in the folder ATTESTO_VECTORS_DIR";
  const Instant now = from_seconds(*file->find_integer("frozen_now"));
  int seen = 0;
  for (const Json& vector : *file->find("vectors")->array()) {
    if (*vector.find_string("target") != "dpop_proof") continue;
    SCOPED_TRACE(*vector.find_string("id") + ": " + *vector.find_string("desc"));
    const bool accepted = check(*vector.find("context"), *vector.find_string("jwt"), now).has_value();
    // Where the set leaves it to the policy (dot segments), ours is to refuse.
    EXPECT_EQ(accepted, *vector.find_string("expect") == "accept");
    ++seen;
  }
  EXPECT_GE(seen, 30);
}

}  // namespace
}  // namespace attesto
