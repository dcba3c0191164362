// DPoP at the pushed authorization request endpoint - RFC 9449 §10.1. certification.md rules 80 and 85.
#include <gtest/gtest.h>

#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::DpopHolder;
using test::error_of;
using test::Fields;
using test::Parameters;
using test::TestServer;
using test::with;

class Push : public testing::Test {
 protected:
  void SetUp() override { server_.start_session(); }

  [[nodiscard]] std::string proof(DpopHolder& holder) {
    return holder.prove(server_.clock->now(), {.url = std::string(test::kIssuer) + "/par"});
  }
  http::Response push(const std::string& proof, const Parameters& form = TestServer::authorization()) {
    Fields fields = {{"Authorization", test::basic("web", test::kSecret)}};
    if (!proof.empty()) fields.emplace_back("DPoP", proof);
    return server_.post("/par", form, fields);
  }
  /// The code of a pushed request.
  std::string visit(const http::Response& pushed) {
    EXPECT_EQ(pushed.status, 201) << pushed.body;
    const Json body = test::json_of(pushed);
    return test::answer_of(
        server_.authorize({{"client_id", "web"}, {"request_uri", *body.find_string("request_uri")}}))["code"];
  }
  http::Response redeem(const std::string& code, DpopHolder& holder) {
    return server_.post(
        "/token", TestServer::redemption(code),
        {{"Authorization", test::basic("web", test::kSecret)}, {"DPoP", holder.prove(server_.clock->now())}});
  }

  TestServer server_;
  DpopHolder holder_;
  DpopHolder thief_;
};

TEST_F(Push, RFC9449_10_1_rule_85_a_proof_binds_the_code_to_its_key) {
  EXPECT_EQ(error_of(redeem(visit(push(proof(holder_))), thief_)), "invalid_grant");
  EXPECT_EQ(redeem(visit(push(proof(holder_))), holder_).status, 200);
}

TEST_F(Push, RFC9449_10_rule_85_so_does_dpop_jkt_without_a_proof) {
  const Parameters named = with(TestServer::authorization(), "dpop_jkt", holder_.jkt());
  EXPECT_EQ(error_of(redeem(visit(push("", named)), thief_)), "invalid_grant");
  EXPECT_EQ(redeem(visit(push("", named)), holder_).status, 200);
}

TEST_F(Push, RFC9449_10_1_rule_85_both_must_name_one_key) {
  const Parameters named = with(TestServer::authorization(), "dpop_jkt", holder_.jkt());
  const http::Response other = push(proof(thief_), named);
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(error_of(other), "invalid_dpop_proof");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_other_key);
  EXPECT_EQ(push(proof(holder_), named).status, 201);
}

TEST_F(Push, RFC9449_4_3_a_proof_is_for_this_endpoint) {
  const http::Response elsewhere = push(holder_.prove(server_.clock->now()));
  EXPECT_EQ(error_of(elsewhere), "invalid_dpop_proof");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_htu);
}

// A push that is refused for another reason may be repeated with its proof.
TEST_F(Push, RFC9449_11_1_a_proof_counts_once_and_only_with_its_push) {
  const std::string once = proof(holder_);
  EXPECT_EQ(error_of(push(once, with(TestServer::authorization(), "scope", "admin"))), "invalid_scope");
  EXPECT_EQ(push(once).status, 201);
  EXPECT_EQ(error_of(push(once)), "invalid_dpop_proof");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_replayed);
}

TEST(PushNonce, RFC9449_8_rule_80_is_asked_for_and_then_good) {
  TestServer server(
      {.adjust = [](Config& config) { config.dpop->nonces = DpopNonces(HmacSha256(Bytes(32, std::uint8_t{1})), {}); }});
  DpopHolder holder;
  const auto push = [&](std::optional<std::string> nonce) {
    const std::string proof =
        holder.prove(server.clock->now(), {.url = std::string(test::kIssuer) + "/par", .nonce = std::move(nonce)});
    return server.post("/par", TestServer::authorization(),
                       {{"Authorization", test::basic("web", test::kSecret)}, {"DPoP", proof}});
  };
  const http::Response challenge = push(std::nullopt);
  EXPECT_EQ(challenge.status, 400);
  EXPECT_EQ(error_of(challenge), "use_dpop_nonce");
  EXPECT_EQ(push(test::header(challenge, "DPoP-Nonce")).status, 201);
}

}  // namespace
}  // namespace attesto
