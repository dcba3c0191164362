// Nonces of the server at the token endpoint - RFC 9449 §8. certification.md rule 80.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::dpop;
using test::DpopHolder;
using test::error_of;
using test::TestServer;

DpopNonces nonces(std::uint8_t key, std::vector<HmacSha256> also_accepted = {}) {
  return DpopNonces(HmacSha256(Bytes(32, key)), std::move(also_accepted));
}

test::Options wanting(DpopNonces wanted) {
  return {.adjust = [wanted = std::move(wanted)](Config& config) { config.dpop->nonces = wanted; }};
}

std::size_t nonce_fields(const http::Response& response) {
  return static_cast<std::size_t>(
      std::ranges::count_if(response.headers, [](const auto& field) { return field.name == "DPoP-Nonce"; }));
}

class Nonce : public testing::Test {
 protected:
  http::Response ask(TestServer& server, std::optional<std::string> nonce) {
    return server.post_as("machine", "/token", {{"grant_type", "client_credentials"}},
                          dpop(holder_.prove(server.clock->now(), {.nonce = std::move(nonce)})));
  }
  /// The nonce that a refusal brings; fails the test unless it is that refusal.
  std::string challenged(TestServer& server, std::optional<std::string> nonce = {}) {
    const auto response = ask(server, std::move(nonce));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "use_dpop_nonce");
    EXPECT_EQ(server.last_event().reason, Reason::dpop_nonce);
    EXPECT_EQ(nonce_fields(response), 1U);
    EXPECT_EQ(test::header(response, "Cache-Control"), "no-store");
    return test::header(response, "DPoP-Nonce");
  }
  DpopHolder holder_;
};

TEST_F(Nonce, rule_80_RFC9449_8_is_asked_for_once_and_then_good) {
  TestServer server(wanting(nonces(1)));
  const std::string nonce = challenged(server);
  for (int i = 0; i < 3; ++i) {
    const auto response = ask(server, nonce);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(nonce_fields(response), 0U) << "the one that was used is still young";
  }
}

TEST_F(Nonce, rule_80_RFC9449_8_2_a_success_brings_the_next_one_before_the_old_one_ends) {
  TestServer server(wanting(nonces(1)));
  std::string nonce = challenged(server);
  for (int hour = 0; hour < 10; ++hour) {
    server.clock->advance(DpopNonces::kLife / 2 + DpopNonces::kSlot);
    const auto response = ask(server, nonce);
    ASSERT_EQ(response.status, 200) << "a client that follows never hears use_dpop_nonce again";
    ASSERT_EQ(nonce_fields(response), 1U);
    EXPECT_NE(test::header(response, "DPoP-Nonce"), nonce);
    EXPECT_EQ(test::header(response, "Cache-Control"), "no-store");
    nonce = test::header(response, "DPoP-Nonce");
  }
}

TEST_F(Nonce, RFC9449_8_an_error_brings_the_next_one_too) {
  TestServer server(wanting(nonces(1)));
  const std::string nonce = challenged(server);
  server.clock->advance(DpopNonces::kLife / 2 + DpopNonces::kSlot);
  const auto response =
      server.post_as("machine", "/token", {{"grant_type", "client_credentials"}, {"scope", "unknown"}},
                     dpop(holder_.prove(server.clock->now(), {.nonce = nonce})));
  EXPECT_EQ(error_of(response), "invalid_scope");
  EXPECT_EQ(nonce_fields(response), 1U);
}

// security.md 81
TEST_F(Nonce, RFC9449_8_only_one_of_ours_for_this_class_and_not_too_old) {
  TestServer server(wanting(nonces(1)));
  const Instant now = server.clock->now();
  const std::string good = nonces(1).mint(DpopEndpoint::authorization_server, now);
  std::string changed = good;
  changed.back() = changed.back() == 'A' ? 'B' : 'A';
  for (const std::string& bad :
       {std::string(), std::string("made-up"), changed, good + good,
        nonces(2).mint(DpopEndpoint::authorization_server, now), nonces(1).mint(DpopEndpoint::protected_resource, now),
        nonces(1).mint(DpopEndpoint::authorization_server, now - DpopNonces::kLife - DpopNonces::kSlot),
        nonces(1).mint(DpopEndpoint::authorization_server, now + DpopNonces::kSkew + DpopNonces::kSlot * 2)}) {
    SCOPED_TRACE(bad);
    challenged(server, bad);
  }
  EXPECT_EQ(ask(server, good).status, 200);
}

// Whoever asks in a loop stores nothing (security.md 83), and nothing but the nonce was wrong.
TEST_F(Nonce, RFC9449_8_the_refusal_uses_up_neither_grant_nor_store) {
  TestServer server(wanting(nonces(1)));
  const std::string code = server.obtain_code();
  server.store().count_from_zero();
  std::string nonce;
  for (int i = 0; i < 5; ++i) nonce = challenged(server);
  EXPECT_EQ(server.store().calls(), 0);
  EXPECT_EQ(server
                .post_as("web", "/token", TestServer::redemption(code),
                         dpop(holder_.prove(server.clock->now(), {.nonce = nonce})))
                .status,
            200);
}

// security.md 82: a key is replaced on one node after the other, and no client notices.
TEST_F(Nonce, every_node_with_the_key_takes_it_and_so_does_one_that_has_the_next) {
  TestServer first(wanting(nonces(1)));
  TestServer second(wanting(nonces(1)));
  TestServer rotated(wanting(nonces(2, {HmacSha256(Bytes(32, 1))})));
  const std::string nonce = challenged(first);
  EXPECT_EQ(ask(second, nonce).status, 200);
  const auto renewed = ask(rotated, nonce);
  EXPECT_EQ(renewed.status, 200);
  EXPECT_EQ(ask(rotated, test::header(renewed, "DPoP-Nonce")).status, 200);
}

// A client without DPoP has nothing to do with nonces.
TEST_F(Nonce, a_request_without_a_proof_is_not_asked_for_one) {
  TestServer server(wanting(nonces(1)));
  const auto response = server.post_as("machine", "/token", {{"grant_type", "client_credentials"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(nonce_fields(response), 0U);
}

TEST_F(Nonce, where_none_is_wanted_none_is_looked_at) {
  TestServer server;
  const auto response = ask(server, "whatever");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(nonce_fields(response), 0U);
}

}  // namespace
}  // namespace attesto
