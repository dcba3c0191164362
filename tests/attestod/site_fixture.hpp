// A site on a real SQLite file with two users and three clients.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apps/attestod/key_source.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attestod/browser.hpp"

namespace attestod {

/// A clock that stands still until it is told to go on.
class TestClock final : public attesto::Clock {
 public:
  [[nodiscard]] attesto::Instant now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
  }

 private:
  mutable std::mutex mutex_;
  attesto::Instant now_ = attesto::from_seconds(1'800'000'000);
};

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline constexpr const char* kPassword = "correct horse";
inline constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A user whose password is kPassword.
[[nodiscard]] attesto::User example_user(const std::string& username);
/// A confidential client whose secret is `app-secret`.
[[nodiscard]] attesto::Client example_client(const std::string& id, const std::string& name,
                                             std::vector<std::string> redirect_uris);

class SiteFixture : public testing::Test {
 protected:
  explicit SiteFixture(attesto::TokenLifetimes lifetimes = {},
                       std::chrono::seconds session_lifetime = std::chrono::hours{8});

  [[nodiscard]] Browser new_browser() const { return Browser(*site_, issuer_); }
  /// URL of an authorization request of the client `app`; further parameters replace or add.
  [[nodiscard]] static std::string authorize_url(const Fields& more = {});
  /// From nothing to the code at the client.
  Page complete(Browser& browser, const Fields& more = {});
  /// POST /token as the client `app`. @return status and body
  attesto::http::Response redeem(const std::string& code);
  /// POST /token as the client `app`. @return status and body
  attesto::http::Response ask_for_token(const Fields& fields);
  [[nodiscard]] attesto::Subject subject_of(const std::string& username) const;
  [[nodiscard]] std::string log_text() const;

  std::string issuer_ = "https://id.example";
  TemporaryFolder folder_;
  std::string database_ = folder_.file("attesto.db");
  std::shared_ptr<TestClock> clock_ = std::make_shared<TestClock>();
  std::shared_ptr<attesto::OsRandom> random_ = std::make_shared<attesto::OsRandom>();
  std::shared_ptr<const attesto::Sealer> master_key_;
  std::shared_ptr<attesto::Store> store_;
  std::shared_ptr<attesto::Registry> registry_;
  std::shared_ptr<KeySource> keys_;
  std::unique_ptr<Site> site_;

 private:
  void add_people_and_clients();
  mutable std::mutex log_mutex_;
  std::string log_text_;
};

}  // namespace attestod
