// The grace of a refresh: an honest retry gets the same successor - RFC 9700 §4.14.2.
#include <gtest/gtest.h>

#include "attesto/token/opaque_token.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::error_of;
using test::StoreKind;
using test::TestServer;
using test::Tokens;

constexpr std::chrono::seconds kGrace{10};

class Grace : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response ask(std::string_view token, std::string_view client_id = "web", std::string_view scope = "") {
    test::Parameters form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token)}};
    if (!scope.empty()) form.emplace_back("scope", scope);
    return server_.post_as(client_id, "/token", form);
  }
  void expect_refused(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "invalid_grant");
    EXPECT_EQ(server_.last_event().reason, reason);
  }
  bool alive(const Tokens& tokens) { return server_.userinfo_status(tokens.access_token) == 200; }

  TestServer server_{{.store = GetParam(), .adjust = [](Config& config) { config.lifetimes.refresh_grace = kGrace; }}};
};

INSTANTIATE_TEST_SUITE_P(Stores, Grace, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Grace, a_retry_gets_the_same_successor_and_a_fresh_access_token) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  for (int i = 0; i < 3; ++i) {
    const Tokens retry = server_.refresh(first.refresh_token);
    EXPECT_EQ(retry.refresh_token, second.refresh_token);
    EXPECT_NE(retry.access_token, second.access_token);
    EXPECT_FALSE(retry.id_token.empty());
    EXPECT_EQ(*retry.body.find_string("scope"), "openid offline_access");
    EXPECT_TRUE(alive(retry));
  }
  EXPECT_NE(server_.refresh(second.refresh_token).refresh_token, second.refresh_token);
}

TEST_P(Grace, ends_on_the_millisecond) {
  struct Row {
    milliseconds after;
    bool retry;
  };
  for (const Row row : {Row{milliseconds{0}, true}, Row{kGrace - milliseconds{1}, true}, Row{kGrace, true},
                        Row{kGrace + milliseconds{1}, false}, Row{hours{24}, false}}) {
    SCOPED_TRACE(row.after.count());
    const Tokens first = server_.log_in("openid offline_access");
    const Tokens second = server_.refresh(first.refresh_token);
    server_.clock->advance(row.after);
    const http::Response response = ask(first.refresh_token);
    EXPECT_EQ(response.status, row.retry ? 200 : 400);
    if (!row.retry) {
      EXPECT_EQ(server_.last_event().reason, Reason::refresh_reused);
    }
    EXPECT_EQ(ask(second.refresh_token).status, row.retry ? 200 : 400) << "reuse revokes the family";
  }
}

// A sweep between rotation and retry takes away nothing that still counts.
TEST_P(Grace, survives_a_sweep_until_it_ends) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  server_.clock->advance(kGrace);
  ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000).has_value());
  EXPECT_EQ(server_.refresh(first.refresh_token).refresh_token, second.refresh_token);
  server_.clock->advance(milliseconds{1});
  ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000).has_value());
  expect_refused(ask(first.refresh_token), Reason::refresh_reused);
}

// A to B to C, then A again: the answer with B had arrived, so this is no retry.
TEST_P(Grace, RFC9700_4_14_2_a_used_successor_is_never_handed_out_again) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  const Tokens third = server_.refresh(second.refresh_token);
  expect_refused(ask(first.refresh_token), Reason::refresh_reused);
  expect_refused(ask(third.refresh_token), Reason::family_revoked);
  for (const Tokens* tokens : {&first, &second, &third}) EXPECT_FALSE(alive(*tokens));
}

TEST_P(Grace, each_rotation_has_its_own) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  const Tokens third = server_.refresh(second.refresh_token);
  EXPECT_EQ(server_.refresh(second.refresh_token).refresh_token, third.refresh_token);
  EXPECT_TRUE(alive(third));
}

TEST_P(Grace, is_for_the_same_client_only) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  expect_refused(ask(first.refresh_token, "other"), Reason::refresh_other_client);
  EXPECT_TRUE(alive(second)) << "a stranger can't bring the family down";
  EXPECT_EQ(server_.refresh(first.refresh_token).refresh_token, second.refresh_token);
}

TEST_P(Grace, is_for_the_same_scope_only) {
  struct Row {
    const char* first;
    const char* retry;
    bool same;
  };
  for (const Row row :
       {Row{"profile", "profile", true}, Row{"openid profile", "profile openid", true},
        Row{"", "openid profile offline_access", true}, Row{"profile", "", false}, Row{"", "profile", false},
        Row{"profile", "openid", false}, Row{"profile", "api", false}, Row{"profile", "profile  openid", false}}) {
    SCOPED_TRACE(std::string(row.first) + " / " + row.retry);
    const Tokens tokens = server_.log_in("openid profile offline_access");
    const http::Response rotated = ask(tokens.refresh_token, "web", row.first);
    ASSERT_EQ(rotated.status, 200);
    const http::Response retry = ask(tokens.refresh_token, "web", row.retry);
    if (!row.same) {
      expect_refused(retry, Reason::refresh_reused);
      EXPECT_FALSE(alive(tokens));
      continue;
    }
    EXPECT_TRUE(alive(tokens));
    const Json before = test::json_of(rotated);
    const Json after = test::json_of(retry);
    EXPECT_EQ(*after.find_string("refresh_token"), *before.find_string("refresh_token"));
    EXPECT_EQ(after.find("id_token") == nullptr, before.find("id_token") == nullptr);
  }
}

TEST_P(Grace, RFC7009_2_1_ends_with_the_family) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  ASSERT_EQ(server_.post_as("web", "/revoke", {{"token", second.refresh_token}}).status, 200);
  expect_refused(ask(first.refresh_token), Reason::family_revoked);
}

TEST_P(Grace, never_outlives_the_family) {
  Tokens tokens = server_.log_in("openid offline_access");
  const auto step = hours{24 * 10};
  for (int i = 0; i < 8; ++i) {
    server_.clock->advance(step);
    tokens = server_.refresh(tokens.refresh_token);
  }
  server_.clock->advance(step - milliseconds{2});
  const Tokens last = server_.refresh(tokens.refresh_token);
  server_.clock->advance(milliseconds{1});
  EXPECT_EQ(server_.refresh(tokens.refresh_token).refresh_token, last.refresh_token);
  server_.clock->advance(milliseconds{1});
  expect_refused(ask(tokens.refresh_token), Reason::refresh_expired);
}

TEST_P(Grace, a_user_who_is_gone_gets_nothing_and_nothing_is_revoked) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  server_.subject_active = false;
  expect_refused(ask(first.refresh_token), Reason::subject_gone);
  server_.subject_active = true;
  EXPECT_EQ(server_.refresh(first.refresh_token).refresh_token, second.refresh_token);
}

// A store that can't answer is no proof of reuse.
TEST_P(Grace, a_store_that_fails_revokes_nothing) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  server_.store().count_from_zero();
  ASSERT_EQ(ask(first.refresh_token).status, 200);
  const int calls = server_.store().calls();
  ASSERT_GE(calls, 3) << "the token, what it left, the successor";
  for (int call = 0; call < calls; ++call) {
    server_.store().fail_from(call);
    EXPECT_EQ(ask(first.refresh_token).status, 503) << call;
    server_.store().work_again();
    EXPECT_TRUE(alive(second));
  }
  EXPECT_EQ(server_.refresh(first.refresh_token).refresh_token, second.refresh_token);
}

// The commit may have happened though nobody could say so: the retry finds out.
TEST_P(Grace, an_unknown_outcome_is_settled_by_a_retry) {
  const Tokens first = server_.log_in("openid offline_access");
  server_.store().fail_from(1, StoreError::unknown_outcome);
  EXPECT_EQ(ask(first.refresh_token).status, 503);
  server_.store().work_again();
  const Tokens second = server_.refresh(first.refresh_token);
  EXPECT_EQ(server_.refresh(first.refresh_token).refresh_token, second.refresh_token);
  EXPECT_TRUE(alive(second));
}

// What is kept for a retry must not be worth anything to who reads the store.
TEST_P(Grace, the_store_never_sees_a_token_that_works) {
  const Tokens first = server_.log_in("openid offline_access");
  const Tokens second = server_.refresh(first.refresh_token);
  const auto kept = server_.store().find(record_key(RecordKind::refresh_successor, first.refresh_token));
  ASSERT_TRUE(kept.has_value() && kept->has_value());
  EXPECT_EQ((*kept)->body.find(second.refresh_token), std::string::npos);
  EXPECT_TRUE((*kept)->family.has_value());
  EXPECT_EQ((*kept)->expires_at, server_.clock->now() + kGrace);
}

TEST_P(Grace, a_refresh_without_one_leaves_nothing_behind) {
  TestServer server{{.store = GetParam()}};
  const Tokens first = server.log_in("openid offline_access");
  server.refresh(first.refresh_token);
  const auto kept = server.store().find(record_key(RecordKind::refresh_successor, first.refresh_token));
  ASSERT_TRUE(kept.has_value());
  EXPECT_FALSE(kept->has_value());
}

}  // namespace
}  // namespace attesto
