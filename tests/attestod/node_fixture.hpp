// Nodes in one process: one database and one configuration, each with connections and a clock of its own.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "apps/attestod/key_care.hpp"
#include "apps/attestod/site.hpp"
#include "apps/storage/storage.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {

/// Runs ahead of another clock, or behind it.
class SkewedClock final : public attesto::Clock {
 public:
  SkewedClock(std::shared_ptr<const attesto::Clock> clock, std::chrono::milliseconds skew)
      : clock_(std::move(clock)), skew_(skew) {}
  [[nodiscard]] attesto::Instant now() const override { return clock_->now() + skew_; }

 private:
  std::shared_ptr<const attesto::Clock> clock_;
  std::chrono::milliseconds skew_;
};

/// What all nodes have in common.
struct ClusterParts {
  StorageSettings storage;
  std::shared_ptr<const attesto::Sealer> master_key;
  attesto::RotationPlan rotation{};
  attesto::TokenLifetimes lifetimes{};
};

/// One attestod without its sockets.
class Node {
 public:
  Node(const ClusterParts& parts, std::shared_ptr<const attesto::Clock> clock);

  void look() { key_care_->look(); }
  /// An access token by client_credentials, for the client `machine`.
  [[nodiscard]] std::string issue() const;
  /// The body of `/jwks`.
  [[nodiscard]] std::string jwk_set() const;
  /// The `max-age` of `/jwks`.
  [[nodiscard]] std::chrono::seconds jwk_set_age() const;
  [[nodiscard]] std::string signing_kid() const;
  [[nodiscard]] std::set<std::string> published_kids() const;
  /// How often an event of that name stands in the log.
  [[nodiscard]] int count_events(const std::string& name) const;

 private:
  std::shared_ptr<attesto::OsRandom> random_ = std::make_shared<attesto::OsRandom>();
  std::shared_ptr<KeySource> keys_;
  std::unique_ptr<KeyCare> key_care_;
  std::unique_ptr<Site> site_;
  mutable std::mutex log_mutex_;
  std::string log_text_;
};

/// Two nodes through a hundred days and five rotations: announcement, switch, retention, removal.
/// At every moment every token that one issued and that is not expired has its key in the JWK Set
/// of both, and no node signs with a key that the other does not publish.
void live_through_rotations(const StorageSettings& storage);

}  // namespace attestod
