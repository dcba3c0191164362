// Profiles: what each starts from, what contradicts it, and what its server does.
// certification.md rules 5, 6, 7, 47, 63, 67, 69, 72, 74 to 77.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "attesto/server/profile_rules.hpp"
#include "support/client_credentials.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using std::chrono::seconds;
using test::operator+;
using test::DpopHolder;
using test::error_of;
using test::Parameters;
using test::TestServer;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

std::shared_ptr<const KeyRing> ring_of(std::initializer_list<std::pair<KeyType, Algorithm>> keys) {
  std::vector<std::shared_ptr<const Signer>> signers;
  for (const auto& [type, algorithm] : keys)
    signers.push_back(*LocalSigner::create(PrivateKey::generate(type), algorithm));
  return std::make_shared<const KeyRing>(std::move(signers), std::vector<VerificationKey>());
}

/// ES256, and RS256 for those who know nothing else.
CurrentKeys oidc_keys() {
  static const auto kKeys = ring_of({{KeyType::ec_p256, Algorithm::ES256}, {KeyType::rsa, Algorithm::RS256}});
  return [] { return kKeys; };
}

using Refine = std::function<void(Config&)>;

/// A server of that profile.
test::Options options(Profile profile, Refine refine = {}) {
  return {.adjust = [=](Config& config) {
    config = with_profile(profile, std::move(config));
    if (profile == Profile::oidc) config.keys = oidc_keys();
    if (refine) refine(config);
  }};
}

/// What that server would be made of. Its callbacks lead nowhere any more.
Config config_of(const test::Options& options) {
  std::optional<Config> config;
  const TestServer host({.adjust = [&](const Config& good) { config = good; }});
  options.adjust(*config);
  return *std::move(config);
}

/// The options that Server::create() complains of.
Words faults(Profile profile, const Refine& refine = {}) {
  Config config = config_of(options(profile, refine));
  const auto server = Server::create(std::move(config));
  Words told;
  if (server) return told;
  for (const Problem& problem : server.error()) {
    EXPECT_FALSE(problem.cure.empty()) << problem.option;
    told.push_back(problem.option);
  }
  return told;
}

TEST(Profile, has_a_name_that_reads_back) {
  for (const auto profile : {Profile::oauth21, Profile::oidc, Profile::fapi2_security}) {
    EXPECT_EQ(parse_profile(to_string(profile)), profile);
    EXPECT_THAT(faults(profile), IsEmpty()) << to_string(profile);
  }
  EXPECT_EQ(parse_profile("FAPI2"), std::nullopt);
}

TEST(Profile, sets_its_rules_over_those_of_another) {
  Config config = config_of(options(Profile::fapi2_security));
  config = with_profile(Profile::oauth21, std::move(config));
  EXPECT_FALSE(config.require_client_keys || config.require_sender_constraint);
  EXPECT_FALSE(config.require_pushed_authorization_requests);
  EXPECT_EQ(config.refresh_rotation, RefreshRotation::always);
  EXPECT_TRUE(config.client_assertions.algorithms.contains(Algorithm::RS256));
}

struct Contradiction {
  const char* name;
  Profile profile;
  Refine refine;
  const char* option;
};
void PrintTo(const Contradiction& row, std::ostream* out) { *out << row.name; }

const Contradiction kContradictions[] = {
    {"rule_63_pkce", Profile::fapi2_security, [](Config& c) { c.require_pkce = false; }, "require_pkce"},
    {"rule_67_par", Profile::fapi2_security, [](Config& c) { c.require_pushed_authorization_requests = false; },
     "require_pushed_authorization_requests"},
    {"rule_77_bearer", Profile::fapi2_security, [](Config& c) { c.require_sender_constraint = false; },
     "require_sender_constraint"},
    {"FAPI2_5_3_2_1_secrets", Profile::fapi2_security, [](Config& c) { c.require_client_keys = false; },
     "require_client_keys"},
    {"rule_74_rotation", Profile::fapi2_security, [](Config& c) { c.refresh_rotation = RefreshRotation::always; },
     "refresh_rotation"},
    {"rule_47_audience", Profile::fapi2_security,
     [](Config& c) { c.client_assertions.audience = AssertionAudience::issuer_or_token_endpoint; },
     "client_assertions.audience"},
    {"rule_6_assertion_RS256", Profile::fapi2_security,
     [](Config& c) { c.client_assertions.algorithms.push_back(Algorithm::RS256); }, "client_assertions.algorithms"},
    {"rule_90_request_object_RS256", Profile::fapi2_security,
     [](Config& c) { c.request_objects.algorithms.push_back(Algorithm::RS256); }, "request_objects.algorithms"},
    {"rule_6_dpop_RS256", Profile::fapi2_security, [](Config& c) { c.dpop->algorithms.push_back(Algorithm::RS256); },
     "dpop.algorithms"},
    {"rule_5_key_RS256", Profile::fapi2_security, [](Config& c) { c.keys = oidc_keys(); }, "keys"},
    {"rule_69_code_life", Profile::fapi2_security, [](Config& c) { c.lifetimes.authorization_code = seconds{61}; },
     "lifetimes.authorization_code"},
    {"FAPI2_5_3_2_2_push_life", Profile::fapi2_security, [](Config& c) { c.lifetimes.pushed_request = seconds{600}; },
     "lifetimes.pushed_request"},
    {"rule_5_no_RS256", Profile::oidc, [](Config& c) { c.keys = [] { return test::test_keys(); }; }, "keys"},
    {"OIDC_no_end_users", Profile::oidc,
     [](Config& c) {
       c.end_users.reset();
       c.scopes_supported = {};
     },
     "end_users"},
    {"nothing_to_bind_to", Profile::fapi2_security, [](Config& c) { c.dpop.reset(); }, "require_sender_constraint"},
    {"no_key_to_show", Profile::fapi2_security, [](Config& c) { c.client_assertions.algorithms = {}; },
     "require_client_keys"},
    {"RFC8705_2_certificates_without_tls", Profile::oauth21,
     [](Config& c) {
       c.issuer = *Issuer::parse("http://localhost", Issuer::Transport::http_on_loopback_too);
       c.client_certificates = {.self_signed_are_passed = true};
     },
     "client_certificates"},
};

class ProfileContradiction : public testing::TestWithParam<Contradiction> {};

TEST_P(ProfileContradiction, is_told_with_its_option) {
  EXPECT_THAT(faults(GetParam().profile, GetParam().refine), ElementsAre(GetParam().option));
}

INSTANTIATE_TEST_SUITE_P(Profiles, ProfileContradiction, testing::ValuesIn(kContradictions),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Profile, all_contradictions_are_told_at_once) {
  EXPECT_THAT(faults(Profile::fapi2_security,
                     [](Config& config) {
                       config = with_profile(Profile::oidc, std::move(config));
                       config.profile = Profile::fapi2_security;
                       config.keys = oidc_keys();
                     }),
              UnorderedElementsAre("require_pkce", "require_pushed_authorization_requests", "require_sender_constraint",
                                   "require_client_keys", "refresh_rotation", "client_assertions.audience",
                                   "client_assertions.algorithms", "request_objects.algorithms", "keys"));
}

TEST(Profile, certificates_alone_are_enough_for_fapi) {
  EXPECT_THAT(faults(Profile::fapi2_security,
                     [](Config& config) {
                       config.dpop.reset();
                       config.client_assertions.algorithms = {};
                       config.client_certificates = {.self_signed_are_passed = true};
                     }),
              IsEmpty());
}

Words texts(const Json& document, std::string_view member) {
  Words found;
  const Json* list = document.find(member);
  if (!list || !list->array()) return found;
  for (const Json& value : *list->array()) found.push_back(*value.string());
  return found;
}

TEST(Profile, rules_5_6_7_fapi_says_only_what_fapi_allows) {
  TestServer server(options(Profile::fapi2_security));
  const Json document = test::json_of(server.get("/.well-known/openid-configuration"));
  EXPECT_THAT(texts(document, "id_token_signing_alg_values_supported"), ElementsAre("ES256"));
  EXPECT_THAT(texts(document, "token_endpoint_auth_methods_supported"), ElementsAre("private_key_jwt"));
  for (const char* member : {"token_endpoint_auth_signing_alg_values_supported", "dpop_signing_alg_values_supported",
                             "request_object_signing_alg_values_supported"})
    EXPECT_THAT(texts(document, member), ElementsAre("PS256", "ES256", "EdDSA")) << member;
  EXPECT_TRUE(*document.find("require_pushed_authorization_requests")->boolean());
  EXPECT_TRUE(*document.find("authorization_response_iss_parameter_supported")->boolean());
  EXPECT_NE(document.find("pushed_authorization_request_endpoint"), nullptr);
  EXPECT_THAT(texts(document, "code_challenge_methods_supported"), ElementsAre("S256"));
  EXPECT_THAT(texts(document, "grant_types_supported"), testing::Contains("authorization_code"));
}

TEST(Profile, rules_5_14_oidc_says_RS256) {
  TestServer server(options(Profile::oidc));
  const Json document = test::json_of(server.get("/.well-known/openid-configuration"));
  EXPECT_THAT(texts(document, "id_token_signing_alg_values_supported"), ElementsAre("ES256", "RS256"));
  EXPECT_THAT(texts(document, "request_object_signing_alg_values_supported"), testing::Contains("RS256"));
  EXPECT_THAT(texts(document, "token_endpoint_auth_methods_supported"), testing::Contains("client_secret_basic"));
}

/// A client of a profile, and what it sends.
class ProfileServer : public testing::Test {
 protected:
  void start(Profile profile, Refine refine = {}) {
    server_ = std::make_unique<TestServer>(options(profile, std::move(refine)));
    server_->clients["key"] = std::make_shared<const Client>(test::key_client("key"));
    server_->start_session();
  }
  [[nodiscard]] Instant now() const { return server_->clock->now(); }
  [[nodiscard]] Parameters assertion() const { return test::assert_as("key", now()); }
  http::Response post(const std::string& path, const Parameters& form, test::Fields fields = {}) {
    return server_->post(path, form + assertion(), std::move(fields));
  }
  [[nodiscard]] test::Fields proof() { return test::dpop(holder_->prove(now())); }

  /// A code for the key client, by a pushed request.
  std::string code() {
    const auto pushed = post("/par", TestServer::authorization("key"));
    EXPECT_EQ(pushed.status, 201) << pushed.body;
    const std::string reference = *test::json_of(pushed).find_string("request_uri");
    return server_->obtain_code({{"client_id", "key"}, {"request_uri", reference}});
  }
  Parameters refresh_form(const std::string& token) {
    return {{"grant_type", "refresh_token"}, {"refresh_token", token}};
  }

  std::unique_ptr<TestServer> server_;
  std::unique_ptr<DpopHolder> holder_ = std::make_unique<DpopHolder>();
};

const Parameters kForItself = {{"grant_type", "client_credentials"}, {"scope", "api"}};

TEST_F(ProfileServer, rule_77_fapi_binds_every_token) {
  start(Profile::fapi2_security);
  const auto refused = post("/token", kForItself);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error_of(refused), "invalid_request");
  EXPECT_EQ(server_->last_event().reason, Reason::dpop_required);
  const auto granted = post("/token", kForItself, proof());
  ASSERT_EQ(granted.status, 200) << granted.body;
  EXPECT_EQ(*test::json_of(granted).find_string("token_type"), "DPoP");
}

TEST_F(ProfileServer, rule_77_a_registered_certificate_binds_as_well_and_another_does_not) {
  start(Profile::fapi2_security, [](Config& config) { config.client_certificates = {.self_signed_are_passed = true}; });
  const Bytes certificate = test::client_certificate();
  server_->peer = {.tls = true, .certificate_der = certificate};
  EXPECT_EQ(error_of(post("/token", kForItself)), "invalid_request") << "nothing says what it is for";
  test::change_client(*server_, "key",
                      [](Client& client) { client.tls_client_certificate_bound_access_tokens = true; });
  const auto granted = post("/token", kForItself);
  EXPECT_EQ(granted.status, 200) << granted.body;
  server_->peer = {.tls = true};
  EXPECT_EQ(error_of(post("/token", kForItself, proof())), "invalid_request") << "W-9: no proof stands for it";
  EXPECT_EQ(server_->last_event().reason, Reason::certificate_required);
}

TEST_F(ProfileServer, FAPI2_5_3_2_1_neither_secrets_nor_public_clients) {
  start(Profile::fapi2_security);
  EXPECT_EQ(error_of(server_->post_as("machine", "/token", kForItself, proof())), "invalid_client");
  EXPECT_EQ(server_->last_event().reason, Reason::client_wrong_method);
  const Parameters form = {{"grant_type", "authorization_code"}, {"code", "x"}, {"redirect_uri", "https://a.example"}};
  EXPECT_EQ(error_of(server_->post_as("spa", "/token", form, proof())), "invalid_client");
  EXPECT_EQ(server_->last_event().reason, Reason::client_wrong_method);
  start(Profile::oidc);
  EXPECT_EQ(server_->post_as("machine", "/token", kForItself).status, 200);
}

TEST_F(ProfileServer, rule_67_fapi_wants_a_pushed_request) {
  start(Profile::fapi2_security);
  EXPECT_EQ(test::answer_of(server_->authorize(TestServer::authorization("key")))["error"], "invalid_request");
  EXPECT_EQ(code().size(), 48U);
}

TEST_F(ProfileServer, rules_47_72_assertions_are_addressed_as_the_profile_says) {
  const auto ask = [&](Json audience) {
    auto jwt = test::good_assertion("key", now());
    testing_support::set(jwt.claims, "aud", std::move(audience));
    const auto text = jwt.sign(test::client_key(Algorithm::ES256), Algorithm::ES256);
    return server_->post("/token", kForItself + test::as_parameters(text), proof()).status;
  };
  const Json issuer{test::kIssuer};
  const Json endpoint{std::string(test::kIssuer) + "/token"};
  start(Profile::oidc);
  EXPECT_EQ(ask(issuer), 200);
  EXPECT_EQ(ask(endpoint), 200);
  test::change_client(*server_, "key", [](Client& client) { client.require_issuer_audience = true; });
  EXPECT_EQ(ask(issuer), 200);
  EXPECT_EQ(ask(endpoint), 401) << "the client asks for more than its server";
  start(Profile::fapi2_security);
  EXPECT_EQ(ask(issuer), 200);
  EXPECT_EQ(ask(endpoint), 401);
  EXPECT_EQ(ask(Json::Array{issuer}), 401);
}

TEST_F(ProfileServer, rule_69_a_client_may_shorten_the_life_of_its_codes_and_never_stretch_it) {
  const auto redeem_after = [&](seconds life, seconds wait) {
    start(Profile::oidc);
    test::change_client(*server_, "web", [=](Client& client) { client.authorization_code_lifetime = life; });
    const std::string text = server_->obtain_code();
    server_->clock->advance(wait);
    return server_->post_as("web", "/token", TestServer::redemption(text)).status;
  };
  EXPECT_EQ(redeem_after(seconds{10}, seconds{9}), 200);
  EXPECT_EQ(redeem_after(seconds{10}, seconds{10}), 400);
  EXPECT_EQ(redeem_after(seconds{600}, seconds{59}), 200);
  EXPECT_EQ(redeem_after(seconds{600}, seconds{60}), 400);
}

TEST_F(ProfileServer, rules_74_75_76_fapi_does_not_rotate_and_takes_a_new_key_for_a_refresh) {
  start(Profile::fapi2_security);
  const auto pushed = post("/par", test::with(TestServer::authorization("key"), "scope", "openid offline_access"));
  const std::string reference = *test::json_of(pushed).find_string("request_uri");
  const std::string text = server_->obtain_code({{"client_id", "key"}, {"request_uri", reference}});
  const Json first = test::json_of(post("/token", TestServer::redemption(text), proof()));
  ASSERT_NE(first.find_string("refresh_token"), nullptr) << first.write();
  const std::string token = *first.find_string("refresh_token");
  std::string last = *first.find_string("access_token");
  for (int i = 0; i < 3; ++i) {
    holder_ = std::make_unique<DpopHolder>();
    server_->clock->advance(seconds{31});
    const auto response = post("/token", refresh_form(token), proof());
    ASSERT_EQ(response.status, 200) << response.body;
    const Json tokens = test::json_of(response);
    EXPECT_EQ(*tokens.find_string("refresh_token"), token);
    EXPECT_NE(*tokens.find_string("access_token"), last);
    last = *tokens.find_string("access_token");
  }
  EXPECT_EQ(error_of(post("/token", refresh_form(token))), "invalid_request") << "rule 75: without a proof";
}

}  // namespace
}  // namespace attesto
