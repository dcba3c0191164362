// Row 3: identifiers of proofs and assertions, and pushed requests, are accepted once - RFC 9449 §11.1, RFC 7523 §3,
// RFC 9126 §2.2. Two nodes are shown each twice at the same moment, and once more after kill -9 of both.
#include <future>
#include <stdexcept>
#include <utility>

#include "adapters/clock/system_clock.hpp"
#include "proof/dpop_fixture.hpp"
#include "torture/property.hpp"
#include "torture/racers.hpp"

namespace attesto::torture {
namespace {

using attestod::Fields;
using testing_support::RawJwt;

constexpr const char* kIssuer = "http://localhost:9000";
constexpr std::size_t kNodes = 2;
constexpr std::size_t kPerNode = 2;
/// At a time: each waits for a race's slowest answer.
constexpr std::size_t kPresenters = 6;
/// Of each presenter: so few that they are shown again before they expire, however slow the machine.
constexpr std::size_t kBatch = 120;

/// A request that is good once.
struct Presentation {
  std::string request;
  std::string_view accepted;  ///< in the head of the answer of whoever was first
  std::string_view replayed;  ///< in all other answers
};

Client machine_client(const std::string& id, ClientAuthMethod method) {
  Client client = attestod::example_client(id, id, {});
  client.grant_types = {"client_credentials"};
  client.token_endpoint_auth_method = method;
  return client;
}

/// The client whose secret is `app-secret` and that proves a key.
Client proving_client() { return machine_client("prover", ClientAuthMethod::client_secret_post); }

Client asserting_client(const PrivateKey& key) {
  Client client = machine_client("asserter", ClientAuthMethod::private_key_jwt);
  client.client_secret_sha256.reset();
  const auto own = VerificationKey::create(key.public_key(), Algorithm::ES256).value();
  client.jwks = ClientKeys::parse(Json::parse(render_jwk_set({&own, 1})).value()).value();
  return client;
}

/// Makes presentations with identifiers that nobody has seen.
class Presenter {
 public:
  Presenter(const Cluster& cluster, const PrivateKey& key, std::string name)
      : cluster_(cluster), key_(key), name_(std::move(name)) {}

  [[nodiscard]] Presentation next() {
    ++count_;
    if (count_ % 3 == 0) return proof();
    return count_ % 3 == 1 ? assertion() : pushed_request();
  }
  /// Nonces are good for minutes, at every node and after a restart; each proof carries one.
  void take_nonce() {
    const auto answer = cluster_.client().ask({.method = "POST",
                                               .target = "/token",
                                               .headers = {{"DPoP", sign_proof("")}},
                                               .body = attestod::Browser::encode(prover_)});
    nonce_ = answer ? answer->header("DPoP-Nonce") : "";
    if (nonce_.empty()) throw std::runtime_error("there is no nonce");
  }

 private:
  [[nodiscard]] std::string identifier() const { return name_ + "-" + std::to_string(count_); }

  [[nodiscard]] std::string sign_proof(const std::string& nonce) const {
    RawJwt proof = testing_support::good_proof(key_);
    testing_support::set(proof.claims, "jti", identifier());
    testing_support::set(proof.claims, "htu", std::string(kIssuer) + "/token");
    testing_support::set(proof.claims, "iat", Json(std::int64_t{to_seconds(SystemClock().now())}));
    testing_support::set(proof.claims, "nonce", nonce);
    return proof.sign(key_, Algorithm::ES256);
  }
  [[nodiscard]] Presentation proof() const {
    return {render_post("/token", {{"DPoP", sign_proof(nonce_)}}, prover_), "HTTP/1.1 200 ", "proof was used before"};
  }

  [[nodiscard]] Presentation assertion() const {
    const RawJwt jwt{.header = {{"alg", "ES256"}},
                     .claims = {{"iss", "asserter"},
                                {"sub", "asserter"},
                                {"aud", kIssuer},
                                {"jti", identifier()},
                                {"exp", Json(std::int64_t{to_seconds(SystemClock().now())} + 240)}}};
    const Fields form = {{"grant_type", "client_credentials"},
                         {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                         {"client_assertion", jwt.sign(key_, Algorithm::ES256)}};
    return {render_post("/token", {}, form), "HTTP/1.1 200 ", "assertion was used before"};
  }

  [[nodiscard]] Presentation pushed_request() const {
    const auto pushed = cluster_.client().push();
    const std::string request_uri = pushed ? attestod::request_uri_of(*pushed) : "";
    if (request_uri.empty()) throw std::runtime_error("there is no pushed request");
    return {"GET /authorize?" + attestod::Browser::encode({{"client_id", "app"}, {"request_uri", request_uri}}) +
                " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cluster_.session() + "\r\n\r\n",
            "Location: https://app.example/cb?code=", "HTTP/1.1 400 "};
  }

  Fields prover_ = {{"grant_type", "client_credentials"}, {"client_id", "prover"}, {"client_secret", "app-secret"}};
  const Cluster& cluster_;
  const PrivateKey& key_;
  std::string name_;
  std::string nonce_;
  int count_ = 0;
};

struct Replays {
  int presented = 0;
  int accepted_again = 0;
  std::optional<std::string> finding{};

  [[nodiscard]] std::string figures() const {
    return std::to_string(accepted_again) + " of " + std::to_string(presented) + " presentations accepted again, by " +
           std::to_string(kNodes) + " processes and after kill -9 of both";
  }

  /// @param first  whether one of these answers has to be the first
  void count(const Presentation& shown, const std::vector<std::string>& answers, bool first) {
    int accepted = 0;
    for (const std::string& answer : answers) {
      ++presented;
      if (answer.contains(shown.accepted)) ++accepted;
      else if (!answer.contains(shown.replayed)) finding = "an answer for another reason: " + answer;
    }
    const int expected = first ? 1 : 0;
    if (accepted > expected) accepted_again += accepted - expected;
    if (accepted != expected && !finding)
      finding = std::to_string(accepted) + " of " + std::to_string(answers.size()) +
                " presentations were accepted, not " + std::to_string(expected);
  }
};

/// Shows what nobody has seen to all nodes at once. @return what was shown
std::vector<Presentation> show_new(const Cluster& cluster, Presenter& presenter, Replays& seen) {
  const Racers racers(cluster, kPerNode);
  std::vector<Presentation> shown;
  presenter.take_nonce();
  while (shown.size() < kBatch && !seen.finding) {
    shown.push_back(presenter.next());
    seen.count(shown.back(), racers.race(shown.back().request), true);
  }
  return shown;
}

void show_again(const Cluster& cluster, const std::vector<Presentation>& shown, Replays& seen) {
  const Racers racers(cluster, 1);
  for (std::size_t i = 0; i < shown.size() && !seen.finding; ++i)
    seen.count(shown[i], {racers.send(i % kNodes, shown[i].request)}, false);
}

/// What one thread of several does.
struct Showing {
  Presenter presenter;
  std::vector<Presentation> shown{};
  Replays seen{};
};

/// Runs them side by side. @throws what one of them throws
template <class Step>
void side_by_side(std::vector<Showing>& showings, Step step) {
  std::vector<std::future<void>> running;
  for (Showing& one : showings) running.push_back(std::async(std::launch::async, [&step, &one] { step(one); }));
  for (auto& each : running) each.get();
}

Replays sum_of(const std::vector<Showing>& showings) {
  Replays sum;
  for (const Showing& one : showings) {
    sum.presented += one.seen.presented;
    sum.accepted_again += one.seen.accepted_again;
    if (one.seen.finding) sum.finding = one.seen.finding;
  }
  return sum;
}

Replays replay(Backend backend, std::optional<Wrong> wrong, int presentations, const Conditions& conditions) {
  Cluster cluster(store_lines(backend) + "\n[dpop]\nrequire_nonce = true", wrong, kNodes);
  const PrivateKey key = PrivateKey::generate(KeyType::ec_p256);
  cluster.add_client(proving_client());
  cluster.add_client(asserting_client(key));
  std::vector<Showing> showings;
  for (std::size_t i = 0; i < kPresenters; ++i) showings.push_back({{cluster, key, "presenter-" + std::to_string(i)}});
  Replays seen;
  while (seen.presented < presentations && !seen.finding) {
    side_by_side(showings, [&](Showing& one) { one.shown = show_new(cluster, one.presenter, one.seen); });
    for (std::size_t node = 0; node < kNodes; ++node) {
      cluster.kill(node);
      cluster.start(node);
    }
    side_by_side(showings, [&](Showing& one) { show_again(cluster, one.shown, one.seen); });
    seen = sum_of(showings);
    conditions.progress(seen.presented, presentations);
  }
  return seen;
}

}  // namespace

std::vector<Property> replays() {
  constexpr int kControlPresentations = 20'000;
  std::vector<Property> properties;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    properties.push_back({"replays: a proof, an assertion, a pushed request is accepted once" + on,
                          [backend](const Conditions& conditions) {
                            const Replays seen =
                                replay(backend, std::nullopt, conditions.size.presentations, conditions);
                            return verdict(seen.finding, seen.figures());
                          }});
    properties.push_back({"replays, control: a node that looks first and writes later is caught" + on,
                          [backend](const Conditions& conditions) {
                            const Replays seen =
                                replay(backend, Wrong::looks_first_and_writes_later, kControlPresentations, conditions);
                            return caught(seen.accepted_again > 0 ? seen.finding : std::nullopt, seen.figures());
                          }});
  }
  return properties;
}

}  // namespace attesto::torture
