#include "adapters/key_store/signing_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "attesto/crypto/os_random.hpp"
#include "support/temporary_folder.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const Instant kNow = from_seconds(1'800'000'000);
const Instant kLater = kNow + 24h;

Sealer master_key(std::uint8_t byte) { return Sealer(Bytes(Sealer::kKeyBytes, byte)); }

class SigningKeysTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = folder_.file("attesto.db");
    ASSERT_TRUE(migrate_sqlite_registry(path).has_value());
    registry_ = open_sqlite_registry(path).value();
  }
  std::string add(Algorithm algorithm, Instant created_at) {
    const SigningKey key = generate_signing_key(algorithm, master_key_, random_, created_at);
    EXPECT_EQ(registry_->add_key(key).value(), AddOutcome::added);
    return key.kid;
  }
  std::expected<std::shared_ptr<const KeyRing>, std::string> ring_of(const Sealer& key,
                                                                     Algorithm preferred = Algorithm::ES256) {
    const auto keys = SigningKeys::open(registry_->list_keys().value(), key);
    if (!keys) return std::unexpected(keys.error());
    return keys->ring_at(kLater, preferred);
  }
  std::shared_ptr<const KeyRing> load() {
    auto ring = ring_of(master_key_);
    if (!ring) ADD_FAILURE() << ring.error();
    return ring ? *ring : nullptr;
  }
  std::string load_error(const Sealer& key) {
    const auto ring = ring_of(key);
    return ring ? "it loaded" : ring.error();
  }

  OsRandom random_;
  const Sealer master_key_ = master_key(1);
  std::unique_ptr<Registry> registry_;

 private:
  test::TemporaryFolder folder_;
};

class EachAlgorithm : public SigningKeysTest, public testing::WithParamInterface<Algorithm> {};

TEST_P(EachAlgorithm, signs_after_a_round_trip_through_the_registry) {
  const std::string kid = add(GetParam(), kNow);
  const auto ring = load();
  ASSERT_NE(ring, nullptr);
  const Signer& signer = ring->default_signer();
  EXPECT_EQ(signer.verification_key().kid(), kid);
  EXPECT_EQ(signer.verification_key().algorithm(), GetParam());
  const Bytes signature = signer.sign(as_bytes("message"));
  EXPECT_TRUE(signer.verification_key().key().verify(signature_scheme(GetParam()), as_bytes("message"), signature));
  EXPECT_THAT(ring->jwk_set(), HasSubstr(kid));
}

INSTANTIATE_TEST_SUITE_P(Rfc7518, EachAlgorithm,
                         testing::Values(Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA,
                                         Algorithm::RS256, Algorithm::PS256),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_F(SigningKeysTest, RSA_keys_have_3072_bits) {
  add(Algorithm::RS256, kNow);
  EXPECT_EQ(load()->default_signer().verification_key().key().rsa().n.size(), 3072u / 8);
}

TEST_F(SigningKeysTest, no_kid_looks_like_an_option) {
  // One thumbprint in 64 begins with a hyphen.
  for (int i = 0; i < 500; ++i)
    ASSERT_FALSE(generate_signing_key(Algorithm::EdDSA, master_key_, random_, kNow).kid.starts_with('-'));
}

TEST_F(SigningKeysTest, private_half_is_not_in_the_row) {
  const SigningKey key = generate_signing_key(Algorithm::ES256, master_key_, random_, kNow);
  EXPECT_THAT(std::string(as_text(key.sealed_private_key)), testing::Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(SigningKeysTest, newest_active_key_signs_and_the_older_one_is_published) {
  const std::string older = add(Algorithm::ES256, kNow);
  const std::string newer = add(Algorithm::ES256, kNow + 1ms);
  const auto ring = load();
  EXPECT_EQ(ring->default_signer().verification_key().kid(), newer);
  EXPECT_THAT(ring->jwk_set(), AllOf(HasSubstr(older), HasSubstr(newer)));
  EXPECT_THAT(ring->algorithms(), ElementsAre(Algorithm::ES256));
}

TEST_F(SigningKeysTest, retired_key_is_published_and_does_not_sign) {
  const std::string older = add(Algorithm::ES256, kNow);
  const std::string newer = add(Algorithm::ES256, kNow + 1ms);
  ASSERT_EQ(registry_->retire_key(newer, kNow + 1h).value(), RetireOutcome::retired);
  const auto ring = load();
  EXPECT_EQ(ring->default_signer().verification_key().kid(), older);
  EXPECT_THAT(ring->jwk_set(), HasSubstr(newer));
  EXPECT_EQ(ring->verification_keys().size(), 2u);
}

TEST_F(SigningKeysTest, announced_key_is_published_and_takes_over_by_the_clock_alone) {
  const std::string older = add(Algorithm::ES256, kNow);
  SigningKey newer = generate_signing_key(Algorithm::ES256, master_key_, random_, kNow);
  newer.signs_from = kNow + 1h;
  ASSERT_EQ(registry_->add_key(newer).value(), AddOutcome::added);
  const SigningKeys keys = SigningKeys::open(registry_->list_keys().value(), master_key_).value();
  const auto before = keys.ring_at(newer.signs_from - 1ms).value();
  const auto after = keys.ring_at(newer.signs_from).value();
  EXPECT_EQ(before->default_signer().verification_key().kid(), older);
  EXPECT_EQ(after->default_signer().verification_key().kid(), newer.kid);
  for (const auto& ring : {before, after}) EXPECT_THAT(ring->jwk_set(), AllOf(HasSubstr(older), HasSubstr(newer.kid)));
  EXPECT_FALSE(keys.ring_at(kNow - 1ms).has_value()) << "no key signs yet";
}

TEST_F(SigningKeysTest, what_was_opened_is_not_opened_again) {
  add(Algorithm::ES256, kNow);
  const SigningKeys first = SigningKeys::open(registry_->list_keys().value(), master_key_).value();
  const auto again = SigningKeys::open(registry_->list_keys().value(), master_key(2), first);
  ASSERT_TRUE(again.has_value()) << "another master key would open nothing";
  add(Algorithm::ES256, kNow);
  EXPECT_FALSE(SigningKeys::open(registry_->list_keys().value(), master_key(2), first).has_value());
}

TEST_F(SigningKeysTest, ES256_is_the_default_unless_another_is_preferred) {
  add(Algorithm::ES256, kNow);
  add(Algorithm::ES384, kNow + 1ms);
  add(Algorithm::EdDSA, kNow + 2ms);
  EXPECT_THAT(load()->algorithms(), ElementsAre(Algorithm::ES256, Algorithm::EdDSA, Algorithm::ES384));
  const auto preferred = ring_of(master_key_, Algorithm::ES384);
  ASSERT_TRUE(preferred.has_value());
  EXPECT_THAT((*preferred)->algorithms(), ElementsAre(Algorithm::ES384, Algorithm::EdDSA, Algorithm::ES256));
  const auto absent = ring_of(master_key_, Algorithm::RS256);
  ASSERT_TRUE(absent.has_value());
  EXPECT_EQ((*absent)->algorithms().front(), Algorithm::EdDSA);
}

TEST_F(SigningKeysTest, without_an_active_key_there_is_no_ring_but_a_cure) {
  EXPECT_THAT(load_error(master_key_), HasSubstr("attesto keys add --alg ES256"));
}

TEST_F(SigningKeysTest, other_master_key_opens_nothing) {
  const std::string kid = add(Algorithm::ES256, kNow);
  EXPECT_THAT(load_error(master_key(2)), AllOf(HasSubstr(kid), HasSubstr("restore the master key")));
}

TEST_F(SigningKeysTest, one_changed_bit_is_noticed) {
  SigningKey key = generate_signing_key(Algorithm::ES256, master_key_, random_, kNow);
  key.sealed_private_key[key.sealed_private_key.size() / 2] ^= 1;
  ASSERT_TRUE(registry_->add_key(key).has_value());
  EXPECT_THAT(load_error(master_key_), HasSubstr(key.kid));
}

TEST_F(SigningKeysTest, key_under_another_name_is_noticed) {
  SigningKey key = generate_signing_key(Algorithm::ES256, master_key_, random_, kNow);
  key.kid = "another";
  ASSERT_TRUE(registry_->add_key(key).has_value());
  EXPECT_THAT(load_error(master_key_), HasSubstr("another"));
}

TEST_F(SigningKeysTest, key_with_another_algorithm_is_noticed) {
  SigningKey key = generate_signing_key(Algorithm::ES256, master_key_, random_, kNow);
  key.algorithm = Algorithm::ES384;
  ASSERT_TRUE(registry_->add_key(key).has_value());
  EXPECT_THAT(load_error(master_key_), HasSubstr("not what its row says"));
}

}  // namespace
}  // namespace attesto
