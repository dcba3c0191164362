// An assertion counts once, across endpoints, nodes and restarts, and never in vain - RFC 7523 §3 (7).
#include <gtest/gtest.h>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "support/client_credentials.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using test::operator+;
using test::error_of;
using test::Parameters;
using test::StoreKind;
using test::TestServer;

void add_client(TestServer& server) { server.clients["key"] = std::make_shared<const Client>(test::key_client("key")); }

class Replay : public testing::TestWithParam<StoreKind> {
 protected:
  Replay() : server_({.store = GetParam()}) { add_client(server_); }

  http::Response get_token(const Parameters& assertion, std::string_view scope = "api") {
    return server_.post("/token",
                        Parameters{{"grant_type", "client_credentials"}, {"scope", std::string(scope)}} + assertion);
  }
  http::Response revoke(const Parameters& assertion, std::string_view token = "unknown") {
    return server_.post("/revoke", Parameters{{"token", std::string(token)}} + assertion);
  }
  Parameters assertion() const { return test::assert_as("key", server_.clock->now()); }
  void expect_replayed(const http::Response& response) {
    EXPECT_EQ(response.status, 401) << response.body;
    EXPECT_EQ(error_of(response), "invalid_client");
    EXPECT_EQ(server_.last_event().reason, Reason::assertion_replayed);
  }

  TestServer server_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Replay, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Replay, RFC7523_3_7_an_assertion_counts_once_across_endpoints) {
  for (const bool token_first : {true, false}) {
    const Parameters one = assertion();
    EXPECT_EQ((token_first ? get_token(one) : revoke(one)).status, 200);
    expect_replayed(get_token(one));
    expect_replayed(revoke(one));
  }
}

TEST_P(Replay, RFC7009_2_2_an_unknown_token_uses_it_up_as_well) {
  const Parameters one = assertion();
  EXPECT_EQ(revoke(one, "unknown").status, 200);
  expect_replayed(revoke(one, "unknown"));
}

TEST_P(Replay, RFC7009_2_2_so_does_a_token_that_was_revoked_before) {
  const std::string token = *test::json_of(get_token(assertion())).find_string("access_token");
  EXPECT_EQ(revoke(assertion(), token).status, 200);
  const Parameters one = assertion();
  EXPECT_EQ(revoke(one, token).status, 200);
  expect_replayed(revoke(one, token));
}

TEST_P(Replay, RFC7523_3_7_a_replay_revokes_nothing) {
  const std::string token = *test::json_of(get_token(assertion())).find_string("access_token");
  const Parameters one = assertion();
  EXPECT_EQ(get_token(one).status, 200);
  expect_replayed(revoke(one, token));
  server_.events.clear();
  EXPECT_EQ(revoke(assertion(), token).status, 200);
  EXPECT_EQ(server_.last_event().kind, EventKind::token_revoked);
}

TEST_P(Replay, a_refused_request_leaves_the_assertion_as_good_as_it_was) {
  const Parameters one = assertion();
  EXPECT_EQ(error_of(get_token(one, "unknown")), "invalid_scope");
  EXPECT_EQ(error_of(server_.post("/token", Parameters{{"grant_type", "authorization_code"},
                                                       {"code", "x"},
                                                       {"redirect_uri", std::string(test::kRedirectUri)}} +
                                                one)),
            "invalid_grant");
  EXPECT_EQ(error_of(server_.post("/revoke", one)), "invalid_request");
  EXPECT_EQ(get_token(one).status, 200);
}

TEST_P(Replay, an_outage_leaves_it_too_and_is_503) {
  for (int call = 0; call < 2; ++call) {
    const Parameters one = assertion();
    server_.store().fail_from(call);
    EXPECT_EQ(get_token(one).status, 503);
    EXPECT_EQ(revoke(one).status, 503);
    server_.store().work_again();
    EXPECT_EQ(get_token(one).status, 200);
  }
}

/// A code that was used brings down its family, but not for somebody who has only overheard the request.
TEST_P(Replay, RFC9700_4_14_2_a_replayed_request_does_not_bring_down_the_family) {
  server_.start_session();
  const std::string code =
      server_.obtain_code(test::with(TestServer::authorization("key"), "scope", "openid offline_access"));
  const Parameters redemption = TestServer::redemption(code);
  const Parameters one = assertion();
  const Json tokens = test::json_of(server_.post("/token", redemption + one));
  const std::string access_token = *tokens.find_string("access_token");
  expect_replayed(server_.post("/token", redemption + one));
  EXPECT_EQ(server_.userinfo_status(access_token), 200);
  EXPECT_EQ(error_of(server_.post("/token", redemption + assertion())), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::code_reused);
  EXPECT_EQ(server_.userinfo_status(access_token), 401);
}

TEST_P(Replay, RFC7523_3_7_reuse_uses_the_assertion_up) {
  server_.start_session();
  const std::string code = server_.obtain_code(TestServer::authorization("key"));
  const Parameters redemption = TestServer::redemption(code);
  ASSERT_EQ(server_.post("/token", redemption + assertion()).status, 200);
  const Parameters one = assertion();
  EXPECT_EQ(error_of(server_.post("/token", redemption + one)), "invalid_grant");
  expect_replayed(get_token(one));
}

TEST_P(Replay, RFC7523_3_7_the_same_jti_of_another_client_is_another) {
  server_.clients["key-2"] = std::make_shared<const Client>(test::key_client("key-2"));
  for (const char* client_id : {"key", "key-2"}) {
    auto jwt = test::good_assertion(client_id, server_.clock->now());
    testing_support::set(jwt.claims, "jti", "shared");
    const auto text = jwt.sign(test::client_key(Algorithm::ES256), Algorithm::ES256);
    EXPECT_EQ(get_token(test::as_parameters(text)).status, 200) << client_id;
  }
}

/// Two servers over one file, the second of them opened later: another node, and the same node after a restart.
TEST(ReplayElsewhere, RFC7523_3_7_is_refused_by_another_node_and_after_a_restart) {
  const test::TempDir folder;
  const std::string path = folder.file("store.db");
  ASSERT_TRUE(migrate_sqlite_store(path).has_value());
  const auto open = [&] { return std::shared_ptr<Store>(open_sqlite_store(path).value()); };
  Parameters one;
  {
    TestServer first({.instead = open()});
    add_client(first);
    one = Parameters{{"grant_type", "client_credentials"}} + test::assert_as("key", first.clock->now());
    TestServer second({.instead = open()});
    add_client(second);
    EXPECT_EQ(first.post("/token", one).status, 200);
    EXPECT_EQ(error_of(second.post("/token", one)), "invalid_client");
    EXPECT_EQ(second.last_event().reason, Reason::assertion_replayed);
  }
  TestServer restarted({.instead = open()});
  add_client(restarted);
  EXPECT_EQ(error_of(restarted.post("/token", one)), "invalid_client");
  EXPECT_EQ(restarted.last_event().reason, Reason::assertion_replayed);
}

/// The look before the grant is a courtesy; the commit decides. Here the other node commits in between.
class LateStore final : public Store {
 public:
  explicit LateStore(std::shared_ptr<Store> inner) : inner_(std::move(inner)) {}
  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    if (key.kind == RecordKind::client_assertion && blind_) {
      blind_ = false;
      return std::nullopt;
    }
    return inner_->find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return inner_->is_revoked(family);
  }
  std::expected<Outcome, StoreError> commit(const Commit& commit) override { return inner_->commit(commit); }
  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return inner_->remove_expired(now, limit);
  }
  void look_away_once() { blind_ = true; }

 private:
  std::shared_ptr<Store> inner_;
  mutable bool blind_ = false;
};

TEST(ReplayRace, RFC7523_3_7_the_commit_decides) {
  const test::TempDir folder;
  const std::string path = folder.file("store.db");
  ASSERT_TRUE(migrate_sqlite_store(path).has_value());
  const auto store = std::make_shared<LateStore>(open_sqlite_store(path).value());
  TestServer server({.instead = store});
  add_client(server);
  const Parameters one = test::assert_as("key", server.clock->now());
  const Parameters ask = Parameters{{"grant_type", "client_credentials"}} + one;
  ASSERT_EQ(server.post("/token", ask).status, 200);
  for (const Parameters& form : {ask, Parameters{{"token", "unknown"}} + one}) {
    store->look_away_once();
    const auto response = server.post(form == ask ? "/token" : "/revoke", form);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(error_of(response), "invalid_client");
    EXPECT_EQ(server.last_event().reason, Reason::assertion_replayed);
  }
}

}  // namespace
}  // namespace attesto
