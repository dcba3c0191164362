// Two issuers in one attestod: each with its own metadata, and nothing of one counts at the other.
// certification.md rules 1, 5, 10, 47; RFC 8414 §3.1; RFC 9110 §7.2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/master_key.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "apps/config/daemon_config.hpp"
#include "attesto/wire/base64url.hpp"
#include "attestod/daemon_client.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;
using attesto::Algorithm;
using attesto::Json;
using testing::HasSubstr;

/// What a configuration says of its two issuers.
struct TwoIssuers {
  std::string first{};   ///< below its `url`
  std::string second{};  ///< the same
  std::string second_url = "http://localhost:9000/second";
};

/// Both have the client `app` with the same secret, and the user `ada` with the same password.
class Issuers : public testing::Test {
 protected:
  void configure(const TwoIssuers& what) const {
    std::ofstream(config()) << "development = true\n[listen]\nport = 0\n"
                            << section("a", "http://localhost:9000", what.first)
                            << section("b", what.second_url, what.second);
  }
  [[nodiscard]] static std::string section(const std::string& name, const std::string& url, const std::string& more) {
    return "[[issuer]]\nurl = \"" + url + "\"\n" + more + "\n[issuer.store]\nsqlite = \"" + name +
           ".db\"\n[issuer.keys]\nmaster_key_file = \"" + name + ".key\"\n";
  }
  /// @param first  what the first issuer signs with, beside ES256
  void fill(std::vector<Algorithm> first = {}) {
    const DaemonConfig loaded = load_daemon_config(config()).value();
    first.push_back(Algorithm::ES256);
    fill_one(loaded.issuers.at(0), first);
    fill_one(loaded.issuers.at(1), {Algorithm::ES256});
  }
  void start() { daemon_.emplace(config(), folder_.file("output")); }
  [[nodiscard]] std::string config() const { return folder_.file("attestod.toml"); }
  [[nodiscard]] std::string output() const { return daemon_->output(); }

  [[nodiscard]] WireResponse ask(const WireRequest& request) const {
    return exchange(daemon_->port(), request).value_or(WireResponse{});
  }
  [[nodiscard]] Json document(const std::string& target) const {
    const auto response = ask({.target = target});
    EXPECT_EQ(response.status, 200) << target;
    return Json::parse(response.body).value_or(Json());
  }
  [[nodiscard]] WireResponse post(const std::string& target, const Fields& fields) const {
    return ask({.method = "POST",
                .target = target,
                .headers = {{"Authorization", "Basic " + attesto::base64_encode(attesto::as_bytes("app:app-secret"))}},
                .body = Browser::encode(fields)});
  }
  [[nodiscard]] DaemonClient client() const { return DaemonClient(daemon_->port()); }

  TemporaryFolder folder_;
  std::optional<DaemonProcess> daemon_;

 private:
  static void fill_one(const IssuerConfig& issuer, const std::vector<Algorithm>& algorithms) {
    attesto::OsRandom random;
    const auto now = attesto::SystemClock().now();
    if (!attesto::create_master_key(issuer.keys.master_key_file, random)) throw std::runtime_error("no master key");
    if (!migrate_storage(issuer.storage)) throw std::runtime_error("no database");
    const auto registry = open_registry(issuer.storage).value();
    const auto master_key = attesto::load_master_key(issuer.keys.master_key_file).value();
    for (const Algorithm algorithm : algorithms)
      if (!registry->add_key(attesto::generate_signing_key(algorithm, master_key, random, now)))
        throw std::runtime_error("no key");
    if (!registry->add_user(example_user("ada")) ||
        !registry->add_client(example_client("app", "App", {"https://app.example/cb"})))
      throw std::runtime_error("no user or client");
  }
};

std::string texts_of(const Json& document, std::string_view member) {
  const Json* value = document.find(member);
  return value ? value->write() : "(none)";
}

TEST_F(Issuers, rules_5_10_47_a_plain_and_a_fapi_issuer_say_opposite_things) {
  configure({"profile = \"oidc\"", "profile = \"fapi2_security\""});
  fill({Algorithm::RS256});
  start();
  const Json plain = document("/.well-known/openid-configuration");
  EXPECT_EQ(*plain.find_string("issuer"), "http://localhost:9000");
  EXPECT_THAT(texts_of(plain, "id_token_signing_alg_values_supported"), HasSubstr("RS256"));
  EXPECT_THAT(texts_of(plain, "token_endpoint_auth_methods_supported"), HasSubstr("client_secret_basic"));
  for (const char* place :
       {"/second/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/second"}) {
    const Json fapi = document(place);
    EXPECT_EQ(*fapi.find_string("issuer"), "http://localhost:9000/second");
    EXPECT_EQ(*fapi.find_string("token_endpoint"), "http://localhost:9000/second/token");
    EXPECT_EQ(texts_of(fapi, "token_endpoint_auth_methods_supported"), R"(["private_key_jwt"])");
    EXPECT_EQ(texts_of(fapi, "token_endpoint_auth_signing_alg_values_supported"), R"(["PS256","ES256","EdDSA"])");
    EXPECT_EQ(texts_of(fapi, "require_pushed_authorization_requests"), "true");
  }
  EXPECT_NE(document("/jwks").write(), document("/second/jwks").write()) << "no key of one is one of the other";
  EXPECT_EQ(ask({.target = "/second/nowhere"}).status, 404);
  EXPECT_EQ(ask({.target = "/third/token"}).status, 404);
}

TEST_F(Issuers, nothing_of_one_counts_at_the_other) {
  configure({});
  fill();
  start();
  const std::string session = client().log_in_and_consent();
  ASSERT_FALSE(session.empty());

  const std::string code = code_of(*client().authorize(session));
  const auto elsewhere = post("/second/token", {{"grant_type", "authorization_code"},
                                                {"code", code},
                                                {"redirect_uri", "https://app.example/cb"},
                                                {"code_verifier", kVerifier}});
  EXPECT_EQ(elsewhere.status, 400);
  EXPECT_THAT(elsewhere.body, HasSubstr("invalid_grant"));
  const auto redeemed = client().redeem(code);
  ASSERT_EQ(redeemed->status, 200) << "and it is not used up by that";

  const std::string refresh_token = *refresh_token_of(*redeemed);
  EXPECT_EQ(post("/second/token", {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}}).status, 400);
  EXPECT_EQ(post("/second/revoke", {{"token", refresh_token}}).status, 200) << "of a token that it doesn't know";
  EXPECT_EQ(client().refresh(refresh_token)->status, 200);

  const Json tokens = Json::parse(redeemed->body).value();
  const std::string bearer = "Bearer " + *tokens.find_string("access_token");
  EXPECT_EQ(ask({.target = "/userinfo", .headers = {{"Authorization", bearer}}}).status, 200);
  EXPECT_EQ(ask({.target = "/second/userinfo", .headers = {{"Authorization", bearer}}}).status, 401);

  // The cookie under the other issuer's name, as whoever holds the browser could send it.
  const std::string value = session.substr(session.find('=') + 1);
  const auto second_name = [&] {
    const std::string digest = attesto::base64url_encode(attesto::ByteView(attesto::sha256("/second")).first(9));
    return "attesto_session_" + digest;
  };
  const Fields request = {{"client_id", "app"},
                          {"redirect_uri", "https://app.example/cb"},
                          {"response_type", "code"},
                          {"prompt", "none"},
                          {"code_challenge", attesto::base64url_encode(attesto::sha256(kVerifier))},
                          {"code_challenge_method", "S256"}};
  const auto silent = ask({.target = "/second/authorize?" + Browser::encode(request),
                           .headers = {{"Cookie", session + "; " + second_name() + '=' + value}}});
  EXPECT_THAT(silent.header("Location"), HasSubstr("error=login_required"));
}

TEST_F(Issuers, RFC9110_7_2_hosts_tell_issuers_apart_and_a_foreign_one_is_misdirected) {
  configure({.second_url = "http://127.0.0.1:9000"});
  fill();
  start();
  const auto issuer_at = [&](const char* host) {
    const auto response = ask({.target = "/.well-known/openid-configuration", .host = host});
    if (response.status != 200) return std::to_string(response.status);
    return *Json::parse(response.body).value().find_string("issuer");
  };
  EXPECT_EQ(issuer_at("localhost:9000"), "http://localhost:9000");
  EXPECT_EQ(issuer_at("LOCALHOST:9000"), "http://localhost:9000");
  EXPECT_EQ(issuer_at("127.0.0.1:9000"), "http://127.0.0.1:9000");
  EXPECT_EQ(issuer_at("attacker.example"), "421");
  EXPECT_EQ(issuer_at("localhost"), "421") << "another port is another host";
}

TEST_F(Issuers, faults_of_all_are_told_at_once_with_section_key_and_cure) {
  configure({"profile = \"oidc\"", "profile = \"fapi2_security\"\nauthorization.require_pkce = false"});
  fill();
  const Finished finished = run_attestod({"--config", config()}, folder_.file("output"));
  EXPECT_EQ(finished.exit_status, 2);
  EXPECT_THAT(finished.output, HasSubstr("attestod.toml: issuer[0].keys: have no signer for RS256"));
  EXPECT_THAT(finished.output, HasSubstr("attestod.toml: issuer[1].authorization.require_pkce: is false"));
}

/// Clients that never stop asking.
class Load {
 public:
  explicit Load(std::uint16_t port) {
    for (int i = 0; i < 2; ++i) threads_.emplace_back([this, port] { ask_until_stopped(port); });
  }
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  void stop() {
    stop_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  std::atomic<int> old_ones = 0, new_ones = 0, broken_ones = 0;

 private:
  void ask_until_stopped(std::uint16_t port) {
    for (int i = 0; i < 5000 && !stop_; ++i) {
      const auto response = exchange(port, {.target = "/second/.well-known/openid-configuration"});
      const std::string body = response && response->status == 200 ? response->body : "";
      const auto has = [&](const char* text) { return body.contains(text); };
      const bool is_old = has("\"old\"") && has("https://old.example") && !has("new");
      const bool is_new = has("\"new\"") && has("https://new.example") && !has("old");
      ++(is_old ? old_ones : is_new ? new_ones : broken_ones);
    }
  }
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

bool within_ten_seconds(auto condition) {
  for (int i = 0; i < 500 && !condition(); ++i) std::this_thread::sleep_for(20ms);
  return condition();
}

TEST_F(Issuers, SIGHUP_changes_the_configuration_under_load_and_no_request_is_lost_or_half_answered) {
  const auto named = [](const std::string& name) {
    return TwoIssuers{.second = "scopes.supported = [\"" + name + "\"]\nresources.supported = [\"https://" + name +
                                ".example\"]"};
  };
  configure(named("old"));
  fill();
  start();
  Load load(daemon_->port());
  ASSERT_TRUE(within_ten_seconds([&] { return load.old_ones > 20; }));
  std::ofstream(config()) << "issuer = 7\n";
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(within_ten_seconds([&] { return output().contains("configuration_not_reloaded"); }));
  EXPECT_THAT(output(), HasSubstr("attestod.toml:1: issuer: is a number"));
  // Nothing wrong with the file, but the keys are not those of the profile.
  configure({.first = "profile = \"oidc\""});
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(within_ten_seconds([&] { return output().contains("issuer[0].keys: have no signer for RS256"); }));
  EXPECT_EQ(load.new_ones, 0);
  for (const char* name : {"new", "old", "new"}) {
    configure(named(name));
    auto& seen = name == std::string("new") ? load.new_ones : load.old_ones;
    const int before = seen;
    daemon_->signal(SIGHUP);
    ASSERT_TRUE(within_ten_seconds([&] { return seen > before + 20; })) << output();
  }
  load.stop();
  EXPECT_EQ(load.broken_ones, 0);
}

}  // namespace
}  // namespace attestod
