// What every registry promises (adapters/registry/registry.hpp), as tests that run against each of them.
//
// A registry's own test program includes this once and names its factory:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, RegistryContract, testing::Values(factory), registry_name);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "attesto/oauth/client_metadata.hpp"

namespace attesto::contract {

/// Opens one and the same registry, any number of times.
using RegistryOpener = std::function<std::unique_ptr<Registry>()>;

/// Makes an empty registry; called once per test.
struct RegistryFactory {
  std::string name;
  std::function<RegistryOpener()> make;

  friend std::ostream& operator<<(std::ostream& out, const RegistryFactory& factory) { return out << factory.name; }
};

inline std::string registry_name(const testing::TestParamInfo<RegistryFactory>& info) { return info.param.name; }

using namespace std::chrono_literals;

inline const Instant kNow = from_seconds(1'800'000'000);

inline Scope scope(std::string_view text) { return Scope::parse(text).value(); }

inline Sha256Digest digest(std::uint8_t byte) {
  Sha256Digest digest;
  digest.fill(byte);
  return digest;
}

inline Client shop() {
  return {.client_id = ClientId("shop"),
          .token_endpoint_auth_method = ClientAuthMethod::client_secret_post,
          .client_secret_sha256 = digest(7),
          .redirect_uris = {"https://shop.example/cb?a=\"b\"", "com.example.shop:/cb"},
          .application_type = ApplicationType::native,
          .grant_types = {"authorization_code", "refresh_token"},
          .scope = scope("openid profile"),
          .client_name = "Der Laden \xC3\xA9",
          .id_token_signed_response_alg = Algorithm::EdDSA};
}

inline User alice() {
  return {.subject = Subject("sub-alice"),
          .username = "alice",
          .password_hash = "$argon2id$...",
          .claims = {{"email", "alice@example.com"}, {"email_verified", true}}};
}

inline SigningKey key(std::string kid, Instant created_at) {
  return {.kid = std::move(kid),
          .algorithm = Algorithm::ES256,
          .created_at = created_at,
          .signs_from = created_at,
          .sealed_private_key = {1, 0, 2}};
}

inline SigningKey successor(std::string kid, std::string predecessor, Instant signs_from) {
  SigningKey one = key(std::move(kid), kNow);
  one.signs_from = signs_from;
  one.predecessor = std::move(predecessor);
  return one;
}

class RegistryContract : public testing::TestWithParam<RegistryFactory> {
 protected:
  void SetUp() override {
    open_ = GetParam().make();
    reopen();
    ASSERT_NE(registry_, nullptr);
  }
  void reopen() {
    registry_.reset();
    registry_ = open();
  }
  std::unique_ptr<Registry> open() { return open_(); }
  Registry& registry() { return *registry_; }

 private:
  RegistryOpener open_;
  std::unique_ptr<Registry> registry_;
};

TEST_P(RegistryContract, client_comes_back_as_it_was_after_a_restart) {
  ASSERT_EQ(registry().add_client(shop()).value(), AddOutcome::added);
  reopen();
  const auto found = registry().find_client(ClientId("shop")).value();
  ASSERT_NE(found, nullptr);
  const Client want = shop();
  EXPECT_EQ(found->client_id, want.client_id);
  EXPECT_EQ(found->token_endpoint_auth_method, want.token_endpoint_auth_method);
  EXPECT_EQ(found->client_secret_sha256, want.client_secret_sha256);
  EXPECT_EQ(found->redirect_uris, want.redirect_uris);
  EXPECT_EQ(found->application_type, want.application_type);
  EXPECT_EQ(found->grant_types, want.grant_types);
  EXPECT_EQ(found->scope, want.scope);
  EXPECT_EQ(found->client_name, want.client_name);
  EXPECT_EQ(found->id_token_signed_response_alg, want.id_token_signed_response_alg);
  EXPECT_FALSE(found->disabled);
}

/// Each member of the codec, two at most of those that exclude each other.
inline std::vector<Json::Object> metadata_samples() {
  const Json jwks = Json::parse(R"({"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig","x-own":[1,true],)"
                                R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
                        .value();
  return {{{"jwks", jwks}, {"token_endpoint_auth_signing_alg", "ES256"}},
          {{"tls_client_auth_subject_dn", "CN=shop,O=\xC3\x89"}, {"tls_client_certificate_bound_access_tokens", true}},
          {{"tls_client_auth_san_dns", "shop.example"}, {"dpop_bound_access_tokens", true}},
          {{"tls_client_auth_san_uri", "https://shop.example/id"}},
          {{"tls_client_auth_san_ip", "2001:DB8::7"}},
          {{"tls_client_auth_san_email", "Shop@shop.example"}}};
}

TEST_P(RegistryContract, RFC7591_2_every_member_of_the_metadata_comes_back) {
  for (const Json::Object& metadata : metadata_samples()) {
    Client client = shop();
    client.client_id = ClientId("shop-" + metadata.front().first);
    const auto read = read_client_metadata(metadata, UnknownMembers::refused, client);
    ASSERT_TRUE(read.has_value()) << read.error().member;
    ASSERT_EQ(registry().add_client(client).value(), AddOutcome::added);
    reopen();
    const auto found = registry().find_client(client.client_id).value();
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(write_client_metadata(*found), Json(metadata)) << write_client_metadata(*found).write();
  }
}

TEST_P(RegistryContract, RFC7591_2_every_authentication_method_comes_back) {
  using enum ClientAuthMethod;
  for (const ClientAuthMethod method :
       {none, client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth}) {
    const Client client{.client_id = ClientId(to_string(method)), .token_endpoint_auth_method = method};
    ASSERT_EQ(registry().add_client(client).value(), AddOutcome::added);
    EXPECT_EQ(registry().find_client(client.client_id).value()->token_endpoint_auth_method, method);
  }
}

TEST_P(RegistryContract, public_client_without_anything_optional_comes_back) {
  const Client bare{.client_id = ClientId("app"), .token_endpoint_auth_method = ClientAuthMethod::none};
  ASSERT_EQ(registry().add_client(bare).value(), AddOutcome::added);
  const auto found = registry().find_client(ClientId("app")).value();
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(found->is_public());
  EXPECT_EQ(found->client_secret_sha256, std::nullopt);
  EXPECT_EQ(found->id_token_signed_response_alg, std::nullopt);
  EXPECT_TRUE(found->redirect_uris.empty());
  EXPECT_TRUE(found->scope.empty());
}

TEST_P(RegistryContract, unknown_client_is_a_null_pointer_and_works_as_soon_as_it_is_added) {
  EXPECT_EQ(registry().find_client(ClientId("shop")).value(), nullptr);
  ASSERT_EQ(open()->add_client(shop()).value(), AddOutcome::added);
  EXPECT_NE(registry().find_client(ClientId("shop")).value(), nullptr);
}

TEST_P(RegistryContract, second_client_of_one_id_changes_nothing) {
  ASSERT_EQ(registry().add_client(shop()).value(), AddOutcome::added);
  Client other = shop();
  other.client_name = "Impostor";
  EXPECT_EQ(registry().add_client(other).value(), AddOutcome::exists);
  EXPECT_EQ(registry().list_clients().value().at(0).client_name, shop().client_name);
}

TEST_P(RegistryContract, lists_clients_by_id) {
  Client app = shop();
  app.client_id = ClientId("app");
  ASSERT_TRUE(registry().add_client(shop()).has_value());
  ASSERT_TRUE(registry().add_client(app).has_value());
  const auto clients = registry().list_clients().value();
  ASSERT_EQ(clients.size(), 2u);
  EXPECT_EQ(clients[0].client_id.str(), "app");
  EXPECT_EQ(clients[1].client_id.str(), "shop");
}

TEST_P(RegistryContract, disabling_a_client_counts_at_once_where_it_was_done) {
  ASSERT_TRUE(registry().add_client(shop()).has_value());
  ASSERT_FALSE(registry().find_client(ClientId("shop")).value()->disabled);
  EXPECT_TRUE(registry().disable_client(ClientId("shop")).value());
  EXPECT_TRUE(registry().find_client(ClientId("shop")).value()->disabled);
  EXPECT_FALSE(registry().disable_client(ClientId("nobody")).value());
}

TEST_P(RegistryContract, disabling_a_client_elsewhere_counts_within_a_second) {
  ASSERT_TRUE(registry().add_client(shop()).has_value());
  ASSERT_FALSE(registry().find_client(ClientId("shop")).value()->disabled);
  ASSERT_TRUE(open()->disable_client(ClientId("shop")).value());
  const auto deadline = std::chrono::steady_clock::now() + 1s;
  bool disabled = false;
  bool is_last = false;  // a busy machine may sleep past the deadline: the last look comes after it
  while (!disabled && !is_last) {
    is_last = std::chrono::steady_clock::now() >= deadline;
    disabled = registry().find_client(ClientId("shop")).value()->disabled;
    if (!disabled) std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(disabled);
}

TEST_P(RegistryContract, clients_asked_for_again_come_from_memory) {
  ASSERT_TRUE(registry().add_client(shop()).has_value());
  const auto first = registry().find_client(ClientId("shop")).value();
  EXPECT_EQ(registry().find_client(ClientId("shop")).value(), first);
}

TEST_P(RegistryContract, user_comes_back_by_subject_and_by_name_after_a_restart) {
  ASSERT_EQ(registry().add_user(alice()).value(), AddOutcome::added);
  reopen();
  const auto by_subject = registry().find_user(alice().subject);
  const auto by_name = registry().find_user_by_name("alice");
  for (const auto* answer : {&by_subject, &by_name}) {
    const auto& found = *answer;
    ASSERT_TRUE(found.has_value() && found->has_value());
    EXPECT_EQ((*found)->subject, alice().subject);
    EXPECT_EQ((*found)->username, "alice");
    EXPECT_EQ((*found)->password_hash, alice().password_hash);
    EXPECT_EQ((*found)->claims, alice().claims);
    EXPECT_FALSE((*found)->disabled);
  }
  EXPECT_EQ(registry().find_user_by_name("ALICE").value(), std::nullopt);
  EXPECT_EQ(registry().find_user(Subject("alice")).value(), std::nullopt);
}

TEST_P(RegistryContract, neither_name_nor_subject_of_a_user_is_given_twice) {
  ASSERT_EQ(registry().add_user(alice()).value(), AddOutcome::added);
  User same_name = alice();
  same_name.subject = Subject("sub-2");
  EXPECT_EQ(registry().add_user(same_name).value(), AddOutcome::exists);
  User same_subject = alice();
  same_subject.username = "bob";
  EXPECT_EQ(registry().add_user(same_subject).value(), AddOutcome::exists);
  EXPECT_EQ(registry().list_users().value().size(), 1u);
}

TEST_P(RegistryContract, new_password_ends_every_session_of_that_user_only) {
  ASSERT_TRUE(registry().add_user(alice()).has_value());
  User bob = alice();
  bob.subject = Subject("sub-bob");
  bob.username = "bob";
  ASSERT_TRUE(registry().add_user(bob).has_value());
  ASSERT_TRUE(registry().add_session({digest(1), alice().subject, kNow, kNow + 1h}).has_value());
  ASSERT_TRUE(registry().add_session({digest(2), alice().subject, kNow, kNow + 1h}).has_value());
  ASSERT_TRUE(registry().add_session({digest(3), bob.subject, kNow, kNow + 1h}).has_value());
  EXPECT_TRUE(open()->set_password("alice", "new").value());
  EXPECT_EQ(registry().find_user_by_name("alice").value()->password_hash, "new");
  EXPECT_EQ(registry().find_session(digest(1)).value(), std::nullopt);
  EXPECT_EQ(registry().find_session(digest(2)).value(), std::nullopt);
  EXPECT_NE(registry().find_session(digest(3)).value(), std::nullopt);
  EXPECT_FALSE(registry().set_password("nobody", "new").value());
}

TEST_P(RegistryContract, disabling_a_user_ends_their_sessions) {
  ASSERT_TRUE(registry().add_user(alice()).has_value());
  ASSERT_TRUE(registry().add_session({digest(1), alice().subject, kNow, kNow + 1h}).has_value());
  EXPECT_TRUE(open()->disable_user("alice").value());
  EXPECT_TRUE(registry().find_user(alice().subject).value()->disabled);
  EXPECT_EQ(registry().find_session(digest(1)).value(), std::nullopt);
  EXPECT_FALSE(registry().disable_user("nobody").value());
}

TEST_P(RegistryContract, consent_grows_and_belongs_to_one_client) {
  const Subject subject("sub-alice");
  EXPECT_EQ(registry().find_consent(subject, ClientId("shop")).value(), std::nullopt);
  ASSERT_TRUE(registry().remember_consent({subject, ClientId("shop"), scope("openid email")}).has_value());
  ASSERT_TRUE(registry().remember_consent({subject, ClientId("shop"), scope("profile openid")}).has_value());
  reopen();
  EXPECT_EQ(registry().find_consent(subject, ClientId("shop")).value(), scope("openid email profile"));
  EXPECT_EQ(registry().find_consent(subject, ClientId("other")).value(), std::nullopt);
  EXPECT_EQ(registry().find_consent(Subject("sub-bob"), ClientId("shop")).value(), std::nullopt);
}

TEST_P(RegistryContract, session_is_found_elsewhere_until_it_is_removed) {
  ASSERT_TRUE(registry().add_session({digest(1), Subject("sub-alice"), kNow + 5ms, kNow + 1h}).has_value());
  const auto elsewhere = open();
  const auto found = elsewhere->find_session(digest(1)).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->key, digest(1));
  EXPECT_EQ(found->subject.str(), "sub-alice");
  EXPECT_EQ(found->auth_time, kNow + 5ms);
  EXPECT_EQ(found->expires_at, kNow + 1h);
  ASSERT_TRUE(elsewhere->remove_session(digest(1)).has_value());
  EXPECT_EQ(registry().find_session(digest(1)).value(), std::nullopt);
}

TEST_P(RegistryContract, removes_expired_sessions_oldest_first_and_not_more_than_asked) {
  for (std::uint8_t i = 1; i <= 4; ++i)
    ASSERT_TRUE(registry().add_session({digest(i), Subject("s"), kNow, kNow + std::chrono::hours(i)}).has_value());
  EXPECT_EQ(registry().remove_expired_sessions(kNow + 3h, 2).value(), 2u);
  EXPECT_EQ(registry().find_session(digest(2)).value(), std::nullopt);
  EXPECT_NE(registry().find_session(digest(3)).value(), std::nullopt);
  EXPECT_EQ(registry().remove_expired_sessions(kNow + 3h, 10).value(), 1u);
  EXPECT_NE(registry().find_session(digest(4)).value(), std::nullopt);
}

TEST_P(RegistryContract, keys_come_back_oldest_first) {
  ASSERT_EQ(registry().add_key(key("newer", kNow + 1ms)).value(), AddOutcome::added);
  ASSERT_EQ(registry().add_key(key("older", kNow)).value(), AddOutcome::added);
  ASSERT_EQ(registry().add_key(key("same-instant", kNow + 1ms)).value(), AddOutcome::added);
  EXPECT_EQ(registry().add_key(key("older", kNow + 1h)).value(), AddOutcome::exists);
  reopen();
  const auto keys = registry().list_keys().value();
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0].kid, "older");
  EXPECT_EQ(keys[1].kid, "newer");
  EXPECT_EQ(keys[2].kid, "same-instant");
  EXPECT_EQ(keys[0].created_at, kNow);
  EXPECT_EQ(keys[0].signs_from, kNow);
  EXPECT_EQ(keys[0].predecessor, std::nullopt);
  EXPECT_EQ(keys[0].retired_at, std::nullopt);
  EXPECT_EQ(keys[0].sealed_private_key, (Bytes{1, 0, 2}));
}

TEST_P(RegistryContract, key_retires_once_and_the_last_one_never) {
  ASSERT_TRUE(registry().add_key(key("a", kNow)).has_value());
  ASSERT_TRUE(registry().add_key(key("b", kNow)).has_value());
  EXPECT_EQ(registry().retire_key("a", kNow + 1h).value(), RetireOutcome::retired);
  EXPECT_EQ(registry().retire_key("a", kNow + 2h).value(), RetireOutcome::absent);
  EXPECT_EQ(registry().retire_key("c", kNow + 2h).value(), RetireOutcome::absent);
  EXPECT_EQ(registry().retire_key("b", kNow + 2h).value(), RetireOutcome::last_signing);
  const auto keys = open()->list_keys().value();
  EXPECT_EQ(keys[0].retired_at, kNow + 1h);
  EXPECT_EQ(keys[1].retired_at, std::nullopt);
}

TEST_P(RegistryContract, a_key_that_is_only_announced_does_not_replace_the_last_one) {
  ASSERT_TRUE(registry().add_key(key("a", kNow)).has_value());
  ASSERT_TRUE(registry().add_key(successor("b", "a", kNow + 1h)).has_value());
  EXPECT_EQ(registry().retire_key("a", kNow + 1h - 1ms).value(), RetireOutcome::last_signing);
  EXPECT_EQ(registry().withdraw_key("a", kNow + 1h - 1ms).value(), RetireOutcome::last_signing);
  EXPECT_EQ(registry().retire_key("a", kNow + 1h).value(), RetireOutcome::retired);
}

TEST_P(RegistryContract, withdrawn_key_is_gone_whether_retired_or_not_but_never_the_last_one) {
  for (const char* kid : {"a", "b", "c"}) ASSERT_TRUE(registry().add_key(key(kid, kNow)).has_value());
  EXPECT_EQ(registry().withdraw_key("a", kNow).value(), RetireOutcome::retired);
  EXPECT_EQ(registry().withdraw_key("a", kNow).value(), RetireOutcome::absent);
  ASSERT_EQ(registry().retire_key("b", kNow).value(), RetireOutcome::retired);
  EXPECT_EQ(registry().withdraw_key("b", kNow).value(), RetireOutcome::retired);
  EXPECT_EQ(registry().withdraw_key("c", kNow).value(), RetireOutcome::last_signing);
  const auto keys = open()->list_keys().value();
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].kid, "c");
}

TEST_P(RegistryContract, a_key_has_one_successor_until_that_is_retired) {
  ASSERT_TRUE(registry().add_key(key("a", kNow)).has_value());
  ASSERT_EQ(registry().add_key(successor("b", "a", kNow + 1h)).value(), AddOutcome::added);
  EXPECT_EQ(open()->add_key(successor("c", "a", kNow + 2h)).value(), AddOutcome::exists);
  auto keys = registry().list_keys().value();
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[1].kid, "b");
  EXPECT_EQ(keys[1].predecessor, "a");
  EXPECT_EQ(keys[1].signs_from, kNow + 1h);
  ASSERT_EQ(registry().retire_key("b", kNow).value(), RetireOutcome::retired);
  EXPECT_EQ(registry().add_key(successor("c", "a", kNow + 2h)).value(), AddOutcome::added);
}

TEST_P(RegistryContract, of_many_threads_that_make_a_successor_one_does) {
  ASSERT_TRUE(registry().add_key(key("key-0", kNow)).has_value());
  const auto elsewhere = open();
  for (int round = 1; round <= 10; ++round) {
    const std::string predecessor = "key-" + std::to_string(round - 1);
    std::atomic<int> added = 0;
    std::atomic<int> refused = 0;
    {
      std::vector<std::jthread> racers;
      for (int racer = 0; racer < 6; ++racer)
        racers.emplace_back([&, racer] {
          const std::string kid = racer == 0 ? "key-" + std::to_string(round)
                                             : "key-" + std::to_string(round) + "-of-" + std::to_string(racer);
          Registry& node = racer % 2 == 0 ? registry() : *elsewhere;
          const auto outcome = node.add_key(successor(kid, predecessor, kNow + 1h)).value();
          ++(outcome == AddOutcome::added ? added : refused);
        });
    }
    ASSERT_EQ(added, 1) << "round " << round;
    ASSERT_EQ(refused, 5);
    ASSERT_TRUE(registry().add_key(key("key-" + std::to_string(round), kNow)).has_value());
  }
}

TEST_P(RegistryContract, removes_the_keys_that_have_stopped_and_no_other) {
  const auto other = [](std::string kid, Instant signs_from) {
    SigningKey one = key(std::move(kid), signs_from);
    one.algorithm = Algorithm::EdDSA;
    return one;
  };
  for (const SigningKey& one : {key("first", kNow), key("second", kNow + 1h), key("third", kNow + 2h),
                                successor("announced", "third", kNow + 9h), other("other", kNow)})
    ASSERT_EQ(registry().add_key(one).value(), AddOutcome::added);
  const auto removed = [&](Instant before) { return registry().remove_stopped_keys(before).value(); };
  EXPECT_EQ(removed(kNow + 1h - 1ms), std::vector<std::string>{});
  EXPECT_EQ(removed(kNow + 1h), std::vector<std::string>{"first"});
  ASSERT_EQ(registry().retire_key("third", kNow + 3h).value(), RetireOutcome::retired);
  EXPECT_EQ(removed(kNow + 3h - 1ms), std::vector<std::string>{}) << "the second signs again";
  EXPECT_EQ(removed(kNow + 3h), std::vector<std::string>{"third"});
  EXPECT_EQ(removed(kNow + 9h - 1ms), std::vector<std::string>{});
  EXPECT_EQ(removed(kNow + 9h), std::vector<std::string>{"second"});
  EXPECT_EQ(removed(kNow + 10'000h), std::vector<std::string>{}) << "the newest of each algorithm stay";
  std::vector<std::string> left;
  const auto keys = open()->list_keys().value();
  for (const SigningKey& one : keys) left.push_back(one.kid);
  EXPECT_EQ(left, (std::vector<std::string>{"announced", "other"}));
}

TEST_P(RegistryContract, keys_that_start_at_one_instant_stop_in_the_order_of_their_making) {
  for (const char* kid : {"a", "b", "c"}) ASSERT_TRUE(registry().add_key(key(kid, kNow)).has_value());
  EXPECT_EQ(registry().remove_stopped_keys(kNow).value().size(), 2u);
  EXPECT_EQ(registry().list_keys().value().at(0).kid, "c");
}

TEST_P(RegistryContract, of_two_threads_that_retire_the_last_two_keys_one_is_refused) {
  ASSERT_TRUE(registry().add_key(key("survivor", kNow)).has_value());
  for (int round = 0; round < 10; ++round) {
    const std::string newcomer = "key-" + std::to_string(round);
    ASSERT_TRUE(registry().add_key(key(newcomer, kNow)).has_value());
    std::vector<std::string> active;
    const auto keys = registry().list_keys().value();
    for (const SigningKey& one : keys)
      if (!one.retired_at) active.push_back(one.kid);
    ASSERT_EQ(active.size(), 2u);
    std::atomic<int> retired = 0;
    const auto retire = [&](const std::string& kid) {
      const auto outcome = round % 2 == 0 ? registry().retire_key(kid, kNow) : registry().withdraw_key(kid, kNow);
      if (outcome.value() == RetireOutcome::retired) ++retired;
    };
    {
      const std::jthread one(retire, active[0]);
      const std::jthread two(retire, active[1]);
    }
    EXPECT_EQ(retired, 1);
  }
}

// The sweeper removes what the newer key has superseded, while a command takes the newer one away.
TEST_P(RegistryContract, sweeping_and_retiring_at_once_leave_a_key_that_signs) {
  for (int round = 0; round < 20; ++round) {
    const std::string suffix = std::to_string(round);
    ASSERT_TRUE(registry().add_key(key("older-" + suffix, kNow)).has_value());
    ASSERT_TRUE(registry().add_key(key("newer-" + suffix, kNow + 1ms)).has_value());
    {
      const std::jthread sweeper([&] { EXPECT_TRUE(registry().remove_stopped_keys(kNow + 1h).has_value()); });
      const std::jthread command([&] { EXPECT_TRUE(registry().retire_key("newer-" + suffix, kNow + 1h).has_value()); });
    }
    const auto keys = registry().list_keys().value();
    EXPECT_TRUE(std::ranges::any_of(keys, [](const SigningKey& one) { return !one.retired_at; })) << round;
  }
}

TEST_P(RegistryContract, consents_given_at_once_are_all_kept) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        const Consent consent{Subject("s"), ClientId("c"), scope("scope" + std::to_string(i))};
        EXPECT_TRUE(registry().remember_consent(consent).has_value());
      });
  }
  EXPECT_EQ(registry().find_consent(Subject("s"), ClientId("c")).value()->tokens().size(), 8u);
}

// What strangers type is looked up as it is, and found if it is there.
TEST_P(RegistryContract, text_that_is_no_text_is_not_found) {
  for (const std::string_view text : {std::string_view("\xFF"), std::string_view("a\0b", 3),
                                      std::string_view("\xC0\x80"), std::string_view("'; --"), std::string_view("")}) {
    const auto client = registry().find_client(ClientId(text));
    ASSERT_TRUE(client.has_value());
    EXPECT_EQ(*client, nullptr);
    const auto user = registry().find_user_by_name(text);
    ASSERT_TRUE(user.has_value());
    EXPECT_EQ(*user, std::nullopt);
    ASSERT_TRUE(registry().find_user(Subject(text)).has_value());
    ASSERT_TRUE(registry().find_consent(Subject(text), ClientId(text)).has_value());
    EXPECT_FALSE(registry().disable_client(ClientId(text)).value());
    EXPECT_FALSE(registry().set_password(text, "hash").value());
    EXPECT_FALSE(registry().disable_user(text).value());
    EXPECT_EQ(registry().retire_key(text, kNow).value(), RetireOutcome::absent);
    EXPECT_EQ(registry().withdraw_key(text, kNow).value(), RetireOutcome::absent);
  }
}

TEST_P(RegistryContract, lists_users_by_name_whatever_the_language_of_the_database) {
  for (const auto* name : {"b", "a", "Z"}) {
    User user = alice();
    user.username = name;
    user.subject = Subject(std::string("sub-") + name);
    ASSERT_EQ(registry().add_user(user).value(), AddOutcome::added);
  }
  const auto users = registry().list_users().value();
  ASSERT_EQ(users.size(), 3u);
  EXPECT_EQ(users[0].username, "Z");
  EXPECT_EQ(users[1].username, "a");
  EXPECT_EQ(users[2].username, "b");
}

}  // namespace attesto::contract
