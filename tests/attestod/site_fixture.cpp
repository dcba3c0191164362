#include "attestod/site_fixture.hpp"

#include <cstdlib>
#include <stdexcept>

#include "adapters/key_store/signing_keys.hpp"
#include "adapters/password/password.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"

namespace attestod {
namespace {

/// Argon2id is slow on purpose: once is enough.
const std::string& password_hash() {
  static const std::string kHash = attesto::hash_password(attesto::Secret(kPassword));
  return kHash;
}

template <class T, class E>
T must(std::expected<T, E> result, const char* what) {
  if (!result) throw std::runtime_error(what);
  return *std::move(result);
}

}  // namespace

attesto::User example_user(const std::string& username) {
  return {.subject = attesto::Subject("sub-of-" + username),
          .username = username,
          .password_hash = password_hash(),
          .claims = {{"name", "Name of " + username}, {"email", username + "@example.org"}}};
}

attesto::Client example_client(const std::string& id, const std::string& name, std::vector<std::string> redirect_uris) {
  return {.client_id = attesto::ClientId(id),
          .client_secret_sha256 = attesto::sha256("app-secret"),
          .redirect_uris = std::move(redirect_uris),
          .grant_types = {"authorization_code", "refresh_token"},
          .scope = *attesto::Scope::parse("openid profile email offline_access reports:read"),
          .client_name = name};
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "attestod-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

SiteFixture::SiteFixture(attesto::TokenLifetimes lifetimes, std::chrono::seconds session_lifetime) {
  must(attesto::migrate_sqlite_store(database_), "migrate store");
  must(attesto::migrate_sqlite_registry(database_), "migrate registry");
  store_ = must(attesto::open_sqlite_store(database_), "open store");
  registry_ = must(attesto::open_sqlite_registry(database_), "open registry");
  attesto::Bytes key(attesto::Sealer::kKeyBytes);
  random_->fill(key);
  master_key_ = std::make_shared<const attesto::Sealer>(key);
  must(registry_->add_key(
           attesto::generate_signing_key(attesto::Algorithm::ES256, *master_key_, *random_, clock_->now())),
       "add key");
  keys_ = must(KeySource::open(registry_, master_key_, clock_), "open keys");
  add_people_and_clients();
  site_ = must(Site::create({.issuer = *attesto::Issuer::parse(issuer_),
                             .store = store_,
                             .registry = registry_,
                             .keys = [this] { return keys_->current(); },
                             .master_key = master_key_,
                             .clock = clock_,
                             .random = random_,
                             .log = std::make_shared<const attesto::JsonLog>(attesto::LogLevel::debug,
                                                                             [this](std::string_view line) {
                                                                               const std::lock_guard lock(log_mutex_);
                                                                               log_text_ += line;
                                                                             }),
                             .lifetimes = lifetimes,
                             .session_lifetime = session_lifetime,
                             .resources = {*attesto::ResourceIndicator::parse("https://api.example/v1")}}),
               "create site");
}

void SiteFixture::add_people_and_clients() {
  for (const char* name : {"ada", "bob"}) must(registry_->add_user(example_user(name)), "add user");
  must(registry_->add_client(example_client("app", "Demo <b>App</b> & \"Co\"", {"https://app.example/cb"})),
       "add client");
  attesto::Client native =
      example_client("native", "Native", {"http://127.0.0.1:7777/cb", "https://native.example/cb"});
  native.token_endpoint_auth_method = attesto::ClientAuthMethod::none;
  native.client_secret_sha256.reset();
  must(registry_->add_client(native), "add client");
}

std::string SiteFixture::authorize_url(const Fields& more) {
  Fields fields = {{"client_id", "app"},
                   {"redirect_uri", "https://app.example/cb"},
                   {"response_type", "code"},
                   {"scope", "openid profile"},
                   {"state", "s-1"},
                   {"code_challenge", attesto::base64url_encode(attesto::sha256(kVerifier))},
                   {"code_challenge_method", "S256"}};
  for (const auto& [name, value] : more) fields[name] = value;
  return "/authorize?" + Browser::encode(fields);
}

Page SiteFixture::complete(Browser& browser, const Fields& more) {
  const Page consent = browser.log_in(browser.get(authorize_url(more)), "ada", kPassword);
  return consent.path() == "/consent" ? browser.decide(consent, "allow") : consent;
}

attesto::http::Response SiteFixture::redeem(const std::string& code) {
  return ask_for_token({{"grant_type", "authorization_code"},
                        {"code", code},
                        {"redirect_uri", "https://app.example/cb"},
                        {"code_verifier", kVerifier}});
}

attesto::http::Response SiteFixture::ask_for_token(const Fields& fields) {
  const std::string body = Browser::encode(fields);
  const std::string basic = "Basic " + attesto::base64_encode(attesto::as_bytes("app:app-secret"));
  const std::vector<attesto::http::HeaderView> headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                                          {"Authorization", basic}};
  return site_->answer({.method = "POST", .target = "/token", .headers = headers, .body = body});
}

attesto::Subject SiteFixture::subject_of(const std::string& username) const {
  return attesto::Subject("sub-of-" + username);
}

std::string SiteFixture::log_text() const {
  const std::lock_guard lock(log_mutex_);
  return log_text_;
}

}  // namespace attestod
