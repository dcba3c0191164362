// Keys that the command line adds and retires while the daemon runs.
#include "apps/attestod/key_source.hpp"

#include <atomic>
#include <thread>

#include "adapters/key_store/signing_keys.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/sqlite/database.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

class KeySourceTest : public SiteFixture {
 protected:
  std::string add_key(attesto::Algorithm algorithm = attesto::Algorithm::ES256) {
    clock_->advance(1s);
    const auto key = attesto::generate_signing_key(algorithm, *master_key_, *random_, clock_->now());
    EXPECT_TRUE(registry_->add_key(key).has_value());
    return key.kid;
  }
  /// Sealed by another master key, as after a restore from the wrong backup.
  void add_foreign_key() {
    const attesto::Sealer other(attesto::Bytes(attesto::Sealer::kKeyBytes, 1));
    const auto key = attesto::generate_signing_key(attesto::Algorithm::ES256, other, *random_,
                                                   clock_->now() + std::chrono::hours{1});
    ASSERT_TRUE(registry_->add_key(key).has_value());
  }
  [[nodiscard]] std::string default_kid() const { return keys_->current()->default_signer().verification_key().kid(); }
};

TEST_F(KeySourceTest, a_new_key_signs_after_the_next_refresh_and_the_old_one_stays_published) {
  const std::string old_kid = default_kid();
  EXPECT_FALSE(keys_->refresh().value());
  const std::string new_kid = add_key();
  EXPECT_EQ(default_kid(), old_kid);
  EXPECT_TRUE(keys_->refresh().value());
  EXPECT_EQ(default_kid(), new_kid);
  ASSERT_EQ(registry_->retire_key(old_kid, clock_->now()).value(), attesto::RetireOutcome::retired);
  EXPECT_FALSE(keys_->refresh().value()) << "it signed no more anyway";
  const auto jwks = site_->answer({.method = "GET", .target = "/jwks"});
  EXPECT_TRUE(jwks.body.contains(old_kid));
  EXPECT_TRUE(jwks.body.contains(new_kid));
}

TEST_F(KeySourceTest, requests_sign_with_a_whole_ring_while_it_is_replaced) {
  std::atomic<bool> over = false;
  std::atomic<int> unpublished = 0;
  {
    std::vector<std::jthread> requests;
    for (int thread = 0; thread < 4; ++thread)
      requests.emplace_back([&] {
        while (!over) {
          const auto ring = keys_->current();
          if (!ring->jwk_set().contains(ring->default_signer().verification_key().kid())) ++unpublished;
        }
      });
    for (int rotation = 0; rotation < 10; ++rotation) {
      const std::string kid = add_key();
      EXPECT_TRUE(keys_->refresh().value());
      EXPECT_EQ(default_kid(), kid);
    }
    over = true;
  }
  EXPECT_EQ(unpublished, 0);
}

TEST_F(KeySourceTest, the_ring_stays_when_a_key_does_not_open) {
  const std::string kid = default_kid();
  add_foreign_key();
  const auto refreshed = keys_->refresh();
  ASSERT_FALSE(refreshed);
  EXPECT_TRUE(refreshed.error().contains("master key"));
  EXPECT_EQ(default_kid(), kid);
}

TEST_F(KeySourceTest, there_is_no_source_without_an_active_key) {
  const std::string empty = folder_.file("empty.db");
  ASSERT_TRUE(attesto::migrate_sqlite_registry(empty));
  const auto opened = KeySource::open(attesto::open_sqlite_registry(empty).value(), master_key_, clock_);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().contains("attesto keys add"));
}

TEST_F(KeySourceTest, an_announced_key_takes_over_even_while_the_registry_does_not_answer) {
  attesto::SigningKey next =
      attesto::generate_signing_key(attesto::Algorithm::ES256, *master_key_, *random_, clock_->now());
  next.signs_from += 1h;
  ASSERT_TRUE(registry_->add_key(next).has_value());
  ASSERT_TRUE(keys_->refresh().value());
  EXPECT_NE(default_kid(), next.kid);
  attesto::sqlite::Database::open(database_, attesto::sqlite::Database::Mode::existing)
      .value()
      .execute("ALTER TABLE attesto_signing_keys RENAME TO elsewhere")
      .value();
  clock_->advance(1h);
  EXPECT_FALSE(keys_->refresh().has_value());
  EXPECT_EQ(default_kid(), next.kid);
  EXPECT_EQ(keys_->current()->verification_keys().size(), 2u);
}

}  // namespace
}  // namespace attestod
