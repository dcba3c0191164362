// attesto keys list | add | retire
#include "adapters/key_store/master_key.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "attesto/crypto/os_random.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;
using testing::Not;

class KeysCommand : public test::AttestoFixture {
 protected:
  void SetUp() override { migrate(); }
  std::string add(const std::string& algorithm) const {
    return *run_json({"keys", "add", "--alg", algorithm}).find_string("kid");
  }
  std::shared_ptr<const KeyRing> load() const {
    auto ring = load_key_ring(*open_registry(), load_master_key(file("master.key")).value());
    if (!ring) ADD_FAILURE() << ring.error();
    return ring.value_or(nullptr);
  }
};

TEST_F(KeysCommand, added_key_signs_and_is_sealed_at_rest) {
  const std::string kid = add("ES256");
  EXPECT_EQ(load()->default_signer().verification_key().kid(), kid);
  EXPECT_THAT(read_all_files(), Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(KeysCommand, ES256_is_what_one_gets_without_asking) {
  EXPECT_THAT(must_run({"keys", "add"}).out, HasSubstr("(ES256) is added"));
  EXPECT_EQ(load()->default_signer().verification_key().algorithm(), Algorithm::ES256);
}

TEST_F(KeysCommand, unknown_algorithm_is_a_usage_error) {
  expect_failure(run({"keys", "add", "--alg", "none"}), 2, "--alg none: is unknown");
  expect_failure(run({"keys", "add", "--alg", "HS256"}), 2, "--alg HS256: is unknown");
  EXPECT_TRUE(open_registry()->list_keys().value().empty());
}

TEST_F(KeysCommand, list_is_oldest_first_and_tells_no_private_half) {
  const std::string first = add("ES256");
  const std::string second = add("EdDSA");
  const Json list = run_json({"keys", "list"});
  const Json::Array& keys = *list.find("keys")->array();
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(*keys[0].find_string("kid"), first);
  EXPECT_EQ(*keys[0].find_string("alg"), "ES256");
  EXPECT_EQ(*keys[0].find_string("status"), "active");
  EXPECT_GT(*keys[0].find_integer("created_at"), 1'700'000'000);
  EXPECT_EQ(keys[0].find("retired_at"), nullptr);
  EXPECT_EQ(*keys[1].find_string("kid"), second);
  EXPECT_EQ(keys[0].object()->size(), 4u);
  EXPECT_THAT(must_run({"keys", "list"}).out,
              testing::ContainsRegex(second + "  EdDSA  active  created 20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z\n"));
}

TEST_F(KeysCommand, retired_key_is_published_and_signs_no_more) {
  const std::string first = add("ES256");
  const std::string second = add("ES256");
  EXPECT_EQ(*run_json({"keys", "retire", second}).find_string("status"), "retired");
  EXPECT_EQ(load()->default_signer().verification_key().kid(), first);
  EXPECT_THAT(load()->jwk_set(), HasSubstr(second));
  EXPECT_THAT(must_run({"keys", "list"}).out, HasSubstr("retired 20"));
  EXPECT_GT(*run_json({"keys", "list"}).find("keys")->array()->at(1).find_integer("retired_at"), 1'700'000'000);
}

TEST_F(KeysCommand, last_active_key_stays) {
  const std::string only = add("ES256");
  expect_failure(run({"keys", "retire", only}), 1, "attesto keys add");
  add("ES256");
  EXPECT_THAT(must_run({"keys", "retire", only}).out, HasSubstr("still published"));
  expect_failure(run({"keys", "retire", only}), 1, "no active key");
}

TEST_F(KeysCommand, key_is_not_sealed_under_another_master_key_than_its_elders) {
  add("ES256");
  std::filesystem::remove(file("master.key"));
  OsRandom random;
  ASSERT_TRUE(create_master_key(file("master.key"), random).value());
  expect_failure(run({"keys", "add"}), 1, "restore the master key");
  EXPECT_EQ(open_registry()->list_keys().value().size(), 1u);
}

TEST_F(KeysCommand, missing_master_key_is_made_for_the_first_key) {
  std::filesystem::remove(file("master.key"));
  const std::string kid = add("ES256");
  EXPECT_EQ(load()->default_signer().verification_key().kid(), kid);
}

TEST_F(KeysCommand, master_key_that_others_can_read_is_refused) {
  std::filesystem::permissions(file("master.key"), std::filesystem::perms(0644));
  expect_failure(run({"keys", "add"}), 1, "chmod 600");
}

}  // namespace
}  // namespace attesto
