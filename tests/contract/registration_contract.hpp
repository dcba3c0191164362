// What every registry must do with clients that register themselves. Included by its test program once.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "contract/registry_contract.hpp"

namespace attesto::contract {

inline RegisteredClient registered_shop() {
  return {.client = shop(), .issued_at = kNow, .access_token_sha256 = digest(9)};
}

inline InitialToken initial_token(std::string id, std::optional<std::int64_t> uses) {
  return {.id = std::move(id),
          .token_sha256 = digest(5),
          .note = "Bob \xC3\xA9",
          .created_at = kNow,
          .expires_at = kNow + 1h,
          .uses_left = uses};
}

TEST_P(RegistryContract, RFC7592_a_client_that_registered_itself_is_found_as_one) {
  RegisteredClient one = registered_shop();
  one.client.tos_uri = "https://shop.example/t";
  EXPECT_EQ(registry().add_registration(one, "").value(), AddClientOutcome::added);
  EXPECT_EQ(registry().add_registration(one, "").value(), AddClientOutcome::exists);
  reopen();
  const auto found = registry().find_registration(ClientId("shop")).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->issued_at, kNow);
  EXPECT_EQ(found->access_token_sha256, digest(9));
  EXPECT_EQ(found->client.tos_uri, "https://shop.example/t");
  EXPECT_EQ(registry().find_client(ClientId("shop")).value()->client_secret_sha256, digest(7));
  EXPECT_EQ(registry().list_clients().value().size(), 1u);
}

TEST_P(RegistryContract, RFC7592_a_client_of_an_operator_is_nobodys_to_change) {
  ASSERT_EQ(registry().add_client(shop()).value(), AddOutcome::added);
  EXPECT_EQ(registry().find_registration(ClientId("shop")).value().has_value(), false);
  EXPECT_FALSE(registry().replace_registration(registered_shop(), Sha256Digest{}).value());
  EXPECT_FALSE(registry().remove_registration(ClientId("shop"), Sha256Digest{}).value());
  EXPECT_NE(registry().find_client(ClientId("shop")).value(), nullptr);
}

TEST_P(RegistryContract, RFC7592_2_2_a_client_is_replaced_by_whoever_has_its_token) {
  ASSERT_TRUE(registry().add_registration(registered_shop(), "").has_value());
  ASSERT_NE(registry().find_client(ClientId("shop")).value(), nullptr);
  RegisteredClient changed = registered_shop();
  changed.client.client_name = "New";
  changed.client.client_secret_sha256.reset();
  changed.client.token_endpoint_auth_method = ClientAuthMethod::none;
  changed.access_token_sha256 = digest(10);
  EXPECT_FALSE(registry().replace_registration(changed, digest(8)).value());
  EXPECT_TRUE(registry().replace_registration(changed, digest(9)).value());
  EXPECT_FALSE(registry().replace_registration(changed, digest(9)).value()) << "the token was rotated";
  const auto client = registry().find_client(ClientId("shop")).value();
  EXPECT_EQ(client->client_name, "New") << "at once, through this registry";
  EXPECT_EQ(client->client_secret_sha256, std::nullopt);
  EXPECT_EQ(registry().find_registration(ClientId("shop")).value()->issued_at, kNow);
}

TEST_P(RegistryContract, RFC7592_2_3_a_client_goes_with_its_consents) {
  ASSERT_TRUE(registry().add_registration(registered_shop(), "").has_value());
  ASSERT_NE(registry().find_client(ClientId("shop")).value(), nullptr);
  ASSERT_TRUE(registry().remember_consent({Subject("s"), ClientId("shop"), scope("a")}).has_value());
  ASSERT_TRUE(registry().remember_consent({Subject("s"), ClientId("other"), scope("a")}).has_value());
  EXPECT_FALSE(registry().remove_registration(ClientId("shop"), digest(8)).value());
  EXPECT_TRUE(registry().find_consent(Subject("s"), ClientId("shop")).value().has_value());
  EXPECT_TRUE(registry().remove_registration(ClientId("shop"), digest(9)).value());
  EXPECT_FALSE(registry().remove_registration(ClientId("shop"), digest(9)).value());
  EXPECT_EQ(registry().find_client(ClientId("shop")).value(), nullptr) << "at once, through this registry";
  EXPECT_FALSE(registry().find_consent(Subject("s"), ClientId("shop")).value().has_value());
  EXPECT_TRUE(registry().find_consent(Subject("s"), ClientId("other")).value().has_value());
}

TEST_P(RegistryContract, RFC7592_a_disabled_client_stays_as_it_is) {
  ASSERT_TRUE(registry().add_registration(registered_shop(), "").has_value());
  ASSERT_TRUE(registry().disable_client(ClientId("shop")).value());
  EXPECT_FALSE(registry().replace_registration(registered_shop(), digest(9)).value());
  EXPECT_FALSE(registry().remove_registration(ClientId("shop"), digest(9)).value());
  EXPECT_TRUE(registry().find_client(ClientId("shop")).value()->disabled);
}

TEST_P(RegistryContract, RFC7591_3_initial_tokens_are_kept_and_removed) {
  EXPECT_EQ(registry().add_initial_token(initial_token("t", 3)).value(), AddOutcome::added);
  EXPECT_EQ(registry().add_initial_token(initial_token("t", 3)).value(), AddOutcome::exists);
  reopen();
  const auto found = registry().find_initial_token(digest(5)).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->id, "t");
  EXPECT_EQ(found->note, "Bob \xC3\xA9");
  EXPECT_EQ(found->created_at, kNow);
  EXPECT_EQ(found->expires_at, kNow + 1h);
  EXPECT_EQ(found->uses_left, 3);
  EXPECT_FALSE(registry().find_initial_token(digest(6)).value().has_value());
  EXPECT_FALSE(registry().remove_initial_token("u").value());
  EXPECT_TRUE(registry().remove_initial_token("t").value());
  EXPECT_TRUE(registry().list_initial_tokens().value().empty());
}

TEST_P(RegistryContract, RFC7591_3_expired_initial_tokens_go_when_a_new_one_comes) {
  ASSERT_TRUE(registry().add_initial_token(initial_token("old", 1)).has_value());
  InitialToken late = initial_token("late", 1);
  late.token_sha256 = digest(6);
  late.created_at = kNow + 1h;
  late.expires_at = kNow + 2h;
  EXPECT_EQ(registry().add_initial_token(late).value(), AddOutcome::added);
  const auto left = registry().list_initial_tokens().value();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, "late");
}

TEST_P(RegistryContract, RFC7591_3_a_registration_takes_one_use_and_none_if_it_fails) {
  ASSERT_TRUE(registry().add_initial_token(initial_token("t", 1)).has_value());
  RegisteredClient one = registered_shop();
  EXPECT_EQ(registry().add_registration(one, "unknown").value(), AddClientOutcome::permit_spent);
  one.issued_at = kNow + 1h;
  EXPECT_EQ(registry().add_registration(one, "t").value(), AddClientOutcome::permit_spent) << "it has expired";
  one.issued_at = kNow;
  EXPECT_EQ(registry().find_initial_token(digest(5)).value()->uses_left, 1);
  EXPECT_EQ(registry().add_registration(one, "t").value(), AddClientOutcome::added);
  EXPECT_EQ(registry().find_initial_token(digest(5)).value()->uses_left, 0);
  one.client.client_id = ClientId("second");
  EXPECT_EQ(registry().add_registration(one, "t").value(), AddClientOutcome::permit_spent);
  EXPECT_EQ(registry().find_client(ClientId("second")).value(), nullptr);
}

TEST_P(RegistryContract, RFC7591_3_a_token_without_a_count_stays_without) {
  ASSERT_TRUE(registry().add_initial_token(initial_token("t", std::nullopt)).has_value());
  EXPECT_EQ(registry().add_registration(registered_shop(), "t").value(), AddClientOutcome::added);
  EXPECT_EQ(registry().find_initial_token(digest(5)).value()->uses_left, std::nullopt);
}

TEST_P(RegistryContract, RFC7591_3_of_many_at_once_as_many_register_as_the_token_has_uses) {
  ASSERT_TRUE(registry().add_initial_token(initial_token("t", 3)).has_value());
  std::atomic<int> added = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        RegisteredClient one = registered_shop();
        one.client.client_id = ClientId("client" + std::to_string(i));
        const auto outcome = registry().add_registration(one, "t");
        ASSERT_TRUE(outcome.has_value());
        if (*outcome == AddClientOutcome::added) ++added;
      });
  }
  EXPECT_EQ(added, 3);
  EXPECT_EQ(registry().list_clients().value().size(), 3u);
}

}  // namespace attesto::contract
