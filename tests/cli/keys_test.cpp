// attesto keys list | add | rotate | retire
#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/master_key.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "attesto/crypto/os_random.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class KeysCommand : public test::AttestoFixture {
 protected:
  void SetUp() override { migrate(); }
  std::string add(const std::string& algorithm) const {
    return *run_json({"keys", "add", "--alg", algorithm, "--signs-in", "0"}).find_string("kid");
  }
  Json::Object list_of(const std::string& kid) const {
    const Json list = run_json({"keys", "list"});
    for (const Json& key : *list.find("keys")->array())
      if (*key.find_string("kid") == kid) return *key.object();
    ADD_FAILURE() << kid << " is not listed";
    return {};
  }
  std::string status_of(const std::string& kid) const { return *Json(list_of(kid)).find_string("status"); }
  std::shared_ptr<const KeyRing> load() const {
    const auto keys =
        SigningKeys::open(open_registry()->list_keys().value(), load_master_key(file("master.key")).value());
    if (!keys) ADD_FAILURE() << keys.error();
    auto ring = keys.value_or(SigningKeys()).ring_at(SystemClock().now());
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
  EXPECT_EQ(*keys[0].find_string("status"), "signing");
  EXPECT_GT(*keys[0].find_integer("created_at"), 1'700'000'000);
  EXPECT_EQ(keys[0].find("retired_at"), nullptr);
  EXPECT_EQ(*keys[1].find_string("kid"), second);
  EXPECT_EQ(keys[0].object()->size(), 5u);
  constexpr const char* kDate = "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z";
  EXPECT_THAT(must_run({"keys", "list"}).out,
              testing::ContainsRegex(second + "  EdDSA  signing  created " + kDate + "  signs from " + kDate + "\n"));
}

TEST_F(KeysCommand, the_first_key_of_an_algorithm_signs_at_once_and_the_next_is_announced) {
  const std::string first = *run_json({"keys", "add"}).find_string("kid");
  const Json second = run_json({"keys", "add"});
  EXPECT_EQ(*second.find_string("status"), "announced");
  EXPECT_EQ(*second.find_integer("signs_from") - *second.find_integer("created_at"), 14 * 24 * 3600);
  EXPECT_EQ(load()->default_signer().verification_key().kid(), first);
  EXPECT_THAT(load()->jwk_set(), HasSubstr(*second.find_string("kid")));
  EXPECT_EQ(*run_json({"keys", "add", "--alg", "EdDSA"}).find_string("status"), "signing");
  EXPECT_THAT(must_run({"keys", "list"}).out,
              AllOf(HasSubstr("announced"), HasSubstr(" until 20"), HasSubstr("published until 20")));
}

TEST_F(KeysCommand, signs_in_says_when) {
  add("ES256");
  const Json announced = run_json({"keys", "add", "--signs-in", "36h"});
  EXPECT_EQ(*announced.find_integer("signs_from") - *announced.find_integer("created_at"), 36 * 3600);
  EXPECT_EQ(status_of(add("ES256")), "signing");
  for (const char* wrong : {"1", "soon", "1w", "-1d"})
    expect_failure(run({"keys", "add", std::string("--signs-in=") + wrong}), 2, "is no duration");
  EXPECT_EQ(open_registry()->list_keys().value().size(), 3u);
}

TEST_F(KeysCommand, rotate_announces_one_successor_of_each_key_that_signs) {
  expect_failure(run({"keys", "rotate"}), 1, "attesto keys add");
  const std::string first = add("ES256");
  add("EdDSA");
  const Json rotated = run_json({"keys", "rotate", "--alg", "ES256"});
  const Json::Array& made = *rotated.find("keys")->array();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(*made[0].find_string("predecessor"), first);
  EXPECT_EQ(*made[0].find_string("status"), "announced");
  EXPECT_EQ(*made[0].find_integer("signs_from") - *made[0].find_integer("created_at"), 14 * 24 * 3600);
  expect_failure(run({"keys", "rotate", "--alg", "ES256"}), 1, "announced already");
  EXPECT_THAT(must_run({"keys", "rotate", "--signs-in", "1d"}).out, HasSubstr("(EdDSA) follows"));
  expect_failure(run({"keys", "rotate"}), 1, "announced already");
  expect_failure(run({"keys", "rotate", "--alg", "none"}), 2, "is unknown");
}

TEST_F(KeysCommand, retired_key_is_published_and_signs_no_more) {
  const std::string first = add("ES256");
  const std::string second = add("ES256");
  EXPECT_EQ(status_of(first), "retained");
  EXPECT_EQ(*run_json({"keys", "retire", second}).find_string("status"), "retained");
  EXPECT_EQ(load()->default_signer().verification_key().kid(), first);
  EXPECT_THAT(load()->jwk_set(), HasSubstr(second));
  EXPECT_THAT(must_run({"keys", "list"}).out, HasSubstr("retired 20"));
  const Json retired(list_of(second));
  EXPECT_GT(*retired.find_integer("retired_at"), 1'700'000'000);
  EXPECT_EQ(*retired.find_integer("published_until") - *retired.find_integer("retired_at"), 25 * 3600);
}

TEST_F(KeysCommand, compromised_key_is_gone_at_once_with_its_private_half) {
  const std::string stolen = add("ES256");
  expect_failure(run({"keys", "retire", stolen, "--compromised"}), 1, "attesto keys add --signs-in 0");
  const std::string next = add("ES256");
  EXPECT_EQ(*run_json({"keys", "retire", stolen, "--compromised"}).find_string("status"), "removed");
  EXPECT_THAT(load()->jwk_set(), AllOf(HasSubstr(next), Not(HasSubstr(stolen))));
  const auto keys = open_registry()->list_keys().value();
  ASSERT_EQ(keys.size(), 1u);
  expect_failure(run({"keys", "retire", stolen, "--compromised"}), 1, "there is no key");
}

TEST_F(KeysCommand, last_key_that_signs_stays) {
  const std::string only = add("ES256");
  expect_failure(run({"keys", "retire", only}), 1, "attesto keys add --signs-in 0");
  must_run({"keys", "rotate"});
  expect_failure(run({"keys", "retire", only}), 1, "the last one that signs");
  add("ES256");
  EXPECT_THAT(must_run({"keys", "retire", only}).out, HasSubstr("is published until"));
  expect_failure(run({"keys", "retire", only}), 1, "no active key");
}

TEST_F(KeysCommand, key_is_not_sealed_under_another_master_key_than_its_elders) {
  add("ES256");
  std::filesystem::remove(file("master.key"));
  OsRandom random;
  ASSERT_TRUE(create_master_key(file("master.key"), random).value());
  expect_failure(run({"keys", "add"}), 2, "restore the master key");
  EXPECT_EQ(open_registry()->list_keys().value().size(), 1u);
}

TEST_F(KeysCommand, missing_master_key_is_made_for_the_first_key) {
  std::filesystem::remove(file("master.key"));
  const std::string kid = add("ES256");
  EXPECT_EQ(load()->default_signer().verification_key().kid(), kid);
}

TEST_F(KeysCommand, master_key_that_others_can_read_is_refused) {
  std::filesystem::permissions(file("master.key"), std::filesystem::perms(0644));
  expect_failure(run({"keys", "add"}), 2, "chmod 600");
}

}  // namespace
}  // namespace attesto
