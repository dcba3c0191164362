// Bound tokens in a token exchange: only from whoever proves their key - RFC 8693 §2.1, RFC 9449 §5.
#include <gtest/gtest.h>

#include "grant/exchange_fixture.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::DpopHolder;
using test::error_of;
using test::ExchangeAttempt;
using test::ExchangeServer;

class BoundExchange : public testing::TestWithParam<bool> {
 protected:
  [[nodiscard]] static bool of_the_actor() { return GetParam(); }

  /// An exchange in which one of the tokens is bound to the holder's key.
  ExchangeAttempt attempt() {
    ExchangeAttempt attempt{.subject = exchange_.alice(), .actor = exchange_.service()};
    AccessToken& bound = of_the_actor() ? *attempt.actor : attempt.subject;
    bound.cnf.jkt = KeyThumbprint::parse(holder_.jkt());
    return attempt;
  }
  http::Response ask(ExchangeAttempt attempt, DpopHolder* by) {
    if (by) attempt.headers = test::dpop(by->prove(exchange_.server.clock->now()));
    return exchange_.ask(attempt);
  }
  void expect_refused(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "invalid_request");
    EXPECT_EQ(exchange_.server.last_event().reason, reason);
    EXPECT_EQ(exchange_.questions, 0) << "the policy is not even asked";
  }

  ExchangeServer exchange_;
  DpopHolder holder_;
};

INSTANTIATE_TEST_SUITE_P(Tokens, BoundExchange, testing::Bool(),
                         [](const auto& row) { return row.param ? "actor" : "subject"; });

TEST_P(BoundExchange, RFC8693_2_1_its_key_brings_a_token_of_the_same_key) {
  const AccessToken token = exchange_.issued(ask(attempt(), &holder_));
  ASSERT_TRUE(token.cnf.jkt.has_value());
  EXPECT_EQ(token.cnf.jkt->str(), holder_.jkt());
}

TEST_P(BoundExchange, RFC9449_7_2_no_proof_brings_nothing) {
  expect_refused(ask(attempt(), nullptr), Reason::dpop_required);
}

TEST_P(BoundExchange, RFC9449_7_2_a_proof_of_another_key_brings_nothing) {
  DpopHolder thief;
  expect_refused(ask(attempt(), &thief), Reason::dpop_other_key);
}

// W-9: the one kind of proof never stands for the other.
TEST_P(BoundExchange, RFC8705_3_a_proof_does_not_stand_for_a_certificate) {
  ExchangeAttempt both = attempt();
  (of_the_actor() ? *both.actor : both.subject).cnf.x5t_s256 = CertificateThumbprint::parse(holder_.jkt());
  expect_refused(ask(both, &holder_), Reason::certificate_required);
}

// What was bound to nothing may get bound: that takes nothing from anybody.
TEST_P(BoundExchange, an_unbound_token_gets_bound_to_whatever_is_shown) {
  ExchangeAttempt unbound = attempt();
  unbound.subject.cnf = {};
  unbound.actor->cnf = {};
  EXPECT_EQ(exchange_.issued(ask(unbound, &holder_)).cnf.jkt->str(), holder_.jkt());
}

}  // namespace
}  // namespace attesto
