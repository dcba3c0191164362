// Keys that the command line adds and retires while the daemon runs; and the rest of housekeeping.
#include "apps/attestod/key_source.hpp"

#include <atomic>
#include <thread>

#include "adapters/key_store/signing_keys.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "apps/attestod/housekeeping.hpp"
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
  EXPECT_TRUE(keys_->refresh().value());
  EXPECT_FALSE(keys_->refresh().value());
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
  const auto opened = KeySource::open(attesto::open_sqlite_registry(empty).value(), master_key_);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().contains("attesto keys add"));
}

TEST_F(KeySourceTest, housekeeping_logs_a_fault_once_and_removes_what_expired) {
  std::string lines;
  const attesto::JsonLog log(attesto::LogLevel::debug, [&](std::string_view line) { lines += line; });
  Housekeeping housekeeping(*keys_, *store_, *registry_, *clock_, log);
  add_foreign_key();
  housekeeping.refresh_keys();
  housekeeping.refresh_keys();
  const std::size_t first = lines.find("keys_not_reloaded");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(lines.find("keys_not_reloaded", first + 1), std::string::npos);

  Browser browser = new_browser();
  complete(browser);
  clock_->advance(24h);
  housekeeping.remove_expired();
  EXPECT_TRUE(lines.contains("\"sessions\":1")) << lines;
  EXPECT_TRUE(lines.contains("\"records\":")) << lines;
}

}  // namespace
}  // namespace attestod
