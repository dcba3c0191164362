#include "attesto/store/memory_store.hpp"

#include "contract/store_contract.hpp"
#include "contract/store_samples.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::kLater;
using contract::kSoon;
using contract::record;
using contract::StoreContract;

StoreUnderCheck make() {
  return {.open = [] { return make_memory_store(); }, .shared = false};
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, contract::contract_cases({{"memory", make}}, false),
                         contract::contract_name);

TEST(MemoryStore, holds_as_many_records_as_its_capacity) {
  const auto store = make_memory_store(2);
  EXPECT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {1}))}}).value());
  const auto too_many = store->commit(
      {.records = {record(key(RecordKind::interaction, {2})), record(key(RecordKind::interaction, {3}))}});
  ASSERT_FALSE(too_many.has_value());
  EXPECT_EQ(too_many.error(), StoreError::unavailable);
  EXPECT_FALSE(store->find(key(RecordKind::interaction, {2})).value().has_value());
  EXPECT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {2}))}}).value());
  EXPECT_FALSE(store->commit({.records = {record(key(RecordKind::interaction, {3}))}}).has_value());
}

TEST(MemoryStore, a_full_one_still_takes_claims_and_revocations) {
  const auto store = make_memory_store(1);
  const FamilyId family("family");
  ASSERT_TRUE(store->commit({.records = {record(key(RecordKind::refresh_token, {1}), family)}}).value());
  EXPECT_TRUE(store->commit({.claims = {{.key = key(RecordKind::refresh_token, {1})}}}).value());
  EXPECT_TRUE(store->commit({.revoke = {family}, .remember_revoked_until = kLater}).value());
}

TEST(MemoryStore, removal_makes_room) {
  const auto store = make_memory_store(1);
  ASSERT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {1}), std::nullopt, kSoon)}}).value());
  EXPECT_EQ(store->remove_expired(kLater, 10).value().total(), 1U);
  EXPECT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {2}))}}).value());
}

}  // namespace
}  // namespace attesto
