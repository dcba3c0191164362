#include "attestod/node_fixture.hpp"

#include <deque>
#include <random>
#include <stdexcept>
#include <thread>

#include "adapters/key_store/signing_keys.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/jose/jws.hpp"
#include "attesto/wire/base64url.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;
using attesto::Instant;

template <class T, class E>
T must(std::expected<T, E> result) {
  if (!result) throw std::runtime_error("a node can't be built");
  return *std::move(result);
}

const std::string& header(const attesto::http::Response& response, std::string_view name) {
  static const std::string kNone;
  for (const auto& [its_name, value] : response.headers)
    if (its_name == name) return value;
  return kNone;
}

struct IssuedToken {
  std::string text;
  std::string kid;
  Instant expires_at;
};

}  // namespace

Node::Node(const ClusterParts& parts, std::shared_ptr<const attesto::Clock> clock) {
  auto storage = must(open_storage(parts.storage));
  const auto log = std::make_shared<const attesto::JsonLog>(attesto::LogLevel::debug, [this](std::string_view line) {
    const std::lock_guard lock(log_mutex_);
    log_text_ += line;
  });
  keys_ = must(KeySource::open(storage.registry, parts.master_key, clock));
  key_care_ = std::make_unique<KeyCare>(KeyCareParts{.keys = keys_,
                                                     .registry = storage.registry,
                                                     .master_key = parts.master_key,
                                                     .clock = clock,
                                                     .random = random_,
                                                     .log = log,
                                                     .rotation = parts.rotation});
  site_ = must(Site::create({.issuer = *attesto::Issuer::parse("https://id.example"),
                             .store = storage.store,
                             .registry = storage.registry,
                             .keys = [keys = keys_] { return keys->current(); },
                             .master_key = parts.master_key,
                             .clock = clock,
                             .random = random_,
                             .log = log,
                             .lifetimes = parts.lifetimes}));
}

std::string Node::issue() const {
  const std::string basic = "Basic " + attesto::base64_encode(attesto::as_bytes("machine:app-secret"));
  const std::vector<attesto::http::HeaderView> headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                                          {"Authorization", basic}};
  const auto response = site_->answer(
      {.method = "POST", .target = "/token", .headers = headers, .body = "grant_type=client_credentials"});
  const auto json = attesto::Json::parse(response.body);
  const std::string* const token = json ? json->find_string("access_token") : nullptr;
  if (!token) throw std::runtime_error("no token: " + response.body);
  return *token;
}

std::string Node::jwk_set() const { return site_->answer({.method = "GET", .target = "/jwks"}).body; }

std::chrono::seconds Node::jwk_set_age() const {
  const auto response = site_->answer({.method = "GET", .target = "/jwks"});
  const std::string& caching = header(response, "Cache-Control");
  constexpr std::string_view kAge = "max-age=";
  return std::chrono::seconds{std::stol(caching.substr(caching.find(kAge) + kAge.size()))};
}

std::string Node::signing_kid() const { return keys_->current()->default_signer().verification_key().kid(); }

std::set<std::string> Node::published_kids() const {
  std::set<std::string> kids;
  const auto set = attesto::Json::parse(jwk_set()).value();
  for (const attesto::Json& key : *set.find("keys")->array()) kids.insert(*key.find_string("kid"));
  return kids;
}

int Node::count_events(const std::string& name) const {
  const std::lock_guard lock(log_mutex_);
  const std::string event = "\"event\":\"" + name + "\"";
  int count = 0;
  for (std::size_t at = log_text_.find(event); at != std::string::npos; at = log_text_.find(event, at + 1)) ++count;
  return count;
}

namespace {

constexpr attesto::RotationPlan kPlan{.rotate_every = 20 * 24h, .announce_for = 2 * 24h};
constexpr auto kStep = 30min;
constexpr int kSteps = 100 * 48;

/// The registry with its first key, as `attesto` makes it.
ClusterParts make_cluster(const StorageSettings& storage, Instant now) {
  if (!migrate_storage(storage)) throw std::runtime_error("no migration");
  attesto::OsRandom random;
  attesto::Bytes key(attesto::Sealer::kKeyBytes);
  random.fill(key);
  ClusterParts parts{.storage = storage,
                     .master_key = std::make_shared<const attesto::Sealer>(key),
                     .rotation = kPlan,
                     .lifetimes = {.access_token = attesto::kLongestTokenLifetime}};
  const auto registry = must(open_registry(storage));
  attesto::SigningKey first = attesto::generate_signing_key(attesto::Algorithm::ES256, *parts.master_key, random, now);
  first.signs_from -= attesto::kClockTolerance;
  attesto::Client machine = example_client("machine", "Machine", {});
  machine.grant_types = {"client_credentials"};
  machine.scope = *attesto::Scope::parse("reports:read");
  if (!registry->add_key(first) || !registry->add_client(machine)) throw std::runtime_error("an empty registry");
  return parts;
}

/// Two nodes, what they issued, and what must hold of both at every moment.
class History {
 public:
  explicit History(const StorageSettings& storage) : parts_(make_cluster(storage, clock_->now())) {}

  void step(int number) {
    clock_->advance(kStep);
    if (number % 5 == 0) {
      const std::jthread one([this] { first_.look(); });
      second_.look();
    } else {
      Node& early = number % 2 == 0 ? first_ : second_;
      Node& late = number % 2 == 0 ? second_ : first_;
      early.look();
      check();
      late.look();
    }
    if (number % 16 == 0)
      for (const Node* node : {&first_, &second_}) issue(*node);
    check();
  }

  void check_end() const {
    // The first key, its successor on the eighteenth day, and so on.
    EXPECT_EQ(seen_.size(), 6u);
    EXPECT_EQ(first_.count_events("key_announced") + second_.count_events("key_announced"), 5);
    EXPECT_EQ(first_.count_events("key_removed") + second_.count_events("key_removed"), 4);
    EXPECT_EQ(most_published_, 2u) << "with this plan a key is gone before the next is announced";
    EXPECT_GT(disagreements_, 0) << "the nodes never switched apart, which is what this is about";
    EXPECT_EQ(must(must(open_registry(parts_.storage))->list_keys()).size(), 2u);
    EXPECT_EQ(first_.count_events("keys_not_reloaded") + second_.count_events("keys_not_reloaded"), 0);
    EXPECT_GT(attesto::kShortestAnnouncement, 2 * first_.jwk_set_age());
  }

 private:
  void issue(const Node& node) {
    IssuedToken token{
        .text = node.issue(), .kid = node.signing_kid(), .expires_at = clock_->now() + attesto::kLongestTokenLifetime};
    expect_verifies(token);
    tokens_.push_back(std::move(token));
  }

  void expect_verifies(const IssuedToken& token) const {
    for (const Node* node : {&first_, &second_}) {
      const auto keys = must(attesto::parse_jwk_set(attesto::Json::parse(node->jwk_set()).value()));
      const auto jws = attesto::Jws::parse(token.text);
      ASSERT_TRUE(jws.has_value());
      EXPECT_EQ(*jws->header().find_string("kid"), token.kid);
      EXPECT_TRUE(jws->verify(keys).has_value());
    }
  }

  void check() {
    const std::set<std::string> published[] = {first_.published_kids(), second_.published_kids()};
    const auto everywhere = [&](const std::string& kid) {
      return published[0].contains(kid) && published[1].contains(kid);
    };
    if (first_.signing_kid() != second_.signing_kid()) ++disagreements_;
    EXPECT_TRUE(everywhere(first_.signing_kid()));
    EXPECT_TRUE(everywhere(second_.signing_kid()));
    while (!tokens_.empty() && tokens_.front().expires_at <= clock_->now() - 2 * kSkew) tokens_.pop_front();
    for (const IssuedToken& token : tokens_) EXPECT_TRUE(everywhere(token.kid));
    for (const auto& kids : published) {
      seen_.insert(kids.begin(), kids.end());
      most_published_ = std::max(most_published_, kids.size());
    }
  }

  static constexpr auto kSkew = 2min;
  std::shared_ptr<TestClock> clock_ = std::make_shared<TestClock>();
  ClusterParts parts_;
  Node first_{parts_, std::make_shared<SkewedClock>(clock_, kSkew)};
  Node second_{parts_, std::make_shared<SkewedClock>(clock_, -kSkew)};
  std::deque<IssuedToken> tokens_{};
  std::set<std::string> seen_{};
  std::size_t most_published_ = 0;
  int disagreements_ = 0;
};

}  // namespace

void live_through_rotations(const StorageSettings& storage) {
  History history(storage);
  for (int number = 1; number <= kSteps; ++number) {
    history.step(number);
    if (testing::Test::HasFailure()) FAIL() << "in step " << number;
  }
  history.check_end();
}

}  // namespace attestod
