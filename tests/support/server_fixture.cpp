#include "support/server_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/endpoint/check_path.hpp"
#include "attesto/store/memory_store.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/percent.hpp"

namespace attesto::test {
namespace {

std::shared_ptr<Store> open_store(StoreKind kind, const TempDir& folder) {
  if (kind == StoreKind::memory) return make_memory_store();
  const std::string path = folder.file("store.db");
  if (const auto migrated = migrate_sqlite_store(path); !migrated) throw std::runtime_error(migrated.error());
  auto store = open_sqlite_store(path);
  if (!store) throw std::runtime_error(store.error());
  return std::move(*store);
}

/// What `attesto explain` says of the way through the checks must be what happens, whatever test looks.
void expect_step(const Event& event) {
  const auto path = std::ranges::find(check_paths(), event.endpoint, &CheckPath::endpoint);
  if (!event.reason || path == check_paths().end()) return;
  EXPECT_GT(path->length_to(*event.reason), 0U)
      << describe(*event.reason).id << " is at no step of the path of " << event.endpoint;
}

}  // namespace

std::string encode(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text += percent_encode(name) + '=' + percent_encode(value);
  }
  return text;
}

Parameters without(Parameters parameters, std::string_view name) {
  std::erase_if(parameters, [&](const auto& parameter) { return parameter.first == name; });
  return parameters;
}

Parameters with(Parameters parameters, std::string_view name, std::string_view value) {
  parameters = without(std::move(parameters), name);
  parameters.emplace_back(name, value);
  return parameters;
}

std::map<std::string, std::string> query_of(std::string_view url) {
  std::map<std::string, std::string> parameters;
  std::string_view text = url.substr(std::min(url.find('?') + 1, url.size()));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = pair.find('=');
    const std::string name = form_decode(pair.substr(0, equals)).value();
    const std::string value = form_decode(pair.substr(equals + 1)).value();
    EXPECT_TRUE(parameters.emplace(name, value).second) << name << " comes twice in " << url;
  }
  return parameters;
}

namespace {

/// The text that a browser reads in an attribute.
std::string html_text(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities = {
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
  for (const auto& [entity, character] : kEntities)
    for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; ++at)
      text.replace(at, entity.size(), character);
  return text;
}

}  // namespace

std::map<std::string, std::string> answer_of(const http::Response& response) {
  if (const auto location = response.header("Location")) return query_of(*location);
  std::map<std::string, std::string> parameters;
  static const std::regex kInput(R"re(<input type="hidden" name="([^"]*)" value="([^"]*)">)re");
  for (std::sregex_iterator input(response.body.begin(), response.body.end(), kInput), end; input != end; ++input)
    EXPECT_TRUE(parameters.emplace((*input)[1], html_text((*input)[2])).second) << response.body;
  return parameters;
}

std::string_view to_string(StoreKind kind) { return kind == StoreKind::memory ? "memory" : "sqlite"; }

std::shared_ptr<const KeyRing> test_keys() {
  static const auto kKeys = [] {
    auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
    return std::make_shared<const KeyRing>(std::vector<std::shared_ptr<const Signer>>{*signer},
                                           std::vector<VerificationKey>{});
  }();
  return kKeys;
}

TestServer::TestServer(Options options)
    : store_(std::make_shared<ScriptedStore>(options.instead ? options.instead : open_store(options.store, folder_))) {
  claims = {{"sub", "somebody else"}, {"name", "Alice A."}, {"email", "alice@example.com"}, {"email_verified", true}};
  auto created = Server::create(make_config(options));
  if (!created) throw std::runtime_error("the configuration of the test server has a fault");
  server_ = std::move(*created);
}

Config TestServer::make_config(const Options& options) {
  Config config{.issuer = *Issuer::parse(kIssuer),
                .keys = [] { return test_keys(); },
                .store = store_,
                .clock = clock,
                .random = std::make_shared<OsRandom>(),
                .load_client = [this](const ClientId& id) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
                  if (clients_unavailable) return std::unexpected(Unavailable{});
                  const auto found = clients.find(id.view());
                  return found == clients.end() ? nullptr : found->second;
                },
                .on_event = [this](const Event& event) { record(event); }};
  if (options.end_users) config.end_users = make_end_users();
  if (options.adjust) options.adjust(config);
  return config;
}

void TestServer::record(const Event& event) {
  expect_step(event);
  const std::lock_guard lock(host_mutex_);
  events.push_back({.kind = event.kind,
                    .request_id = std::string(event.request_id),
                    .endpoint = std::string(event.endpoint),
                    .client_id = std::string(event.client_id),
                    .subject = std::string(event.subject),
                    .grant_type = std::string(event.grant_type),
                    .scope = std::string(event.scope),
                    .reason = event.reason});
}

EndUsers TestServer::make_end_users() {
  return {.authenticate_resource_owner = [this](const AuthenticationRequest& question,
                                                const http::Request&) { return authenticate(question); },
          .consent = [this](const ConsentRequest& question, const http::Request&) -> ConsentOutcome {
            const std::lock_guard lock(host_mutex_);
            last_interaction = question.interaction;
            if (on_consent)
              if (auto answer = on_consent(question)) return *std::move(answer);
            return Consented{question.scope};
          },
          .load_claims = [this](const Subject&, const Scope&) -> std::expected<Json::Object, Unavailable> {
            if (claims_unavailable) return std::unexpected(Unavailable{});
            return claims;
          },
          .subject_is_active = SubjectIsActive([this](const Subject&) -> std::expected<bool, Unavailable> {
            if (subjects_unavailable) return std::unexpected(Unavailable{});
            return subject_active;
          })};
}

/// What a host with a session cookie does: a session that is fresh enough counts, otherwise the
/// browser goes to the login page.
AuthenticationOutcome TestServer::authenticate(const AuthenticationRequest& question) {
  const std::lock_guard lock(host_mutex_);
  last_interaction = question.interaction;
  if (on_authenticate)
    if (auto answer = on_authenticate(question)) return *std::move(answer);
  if (session && (!question.not_before || session->auth_time >= *question.not_before)) return *session;
  if (!question.interactive) return NotAuthenticated{};
  http::Response response{.status = 303};
  response.add("Location", "/login?interaction=" + percent_encode(question.interaction));
  return response;
}

http::Response TestServer::send(std::string_view method, const std::string& target, const Fields& headers,
                                std::string_view body) {
  std::vector<http::HeaderView> views;
  views.reserve(headers.size());
  for (const auto& [name, value] : headers) views.push_back({name, value});
  auto response = server_->handle({.method = method, .target = target, .headers = views, .body = body, .peer = peer});
  if (response) return *std::move(response);
  ADD_FAILURE() << "no route for " << target;
  return {.status = 404};
}

http::Response TestServer::post(const std::string& target, const Parameters& form, Fields headers) {
  headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  return send("POST", target, headers, encode(form));
}

http::Response TestServer::post_as(std::string_view client_id, const std::string& target, Parameters form,
                                   Fields headers) {
  const auto found = clients.find(client_id);
  const auto method =
      found == clients.end() ? ClientAuthMethod::client_secret_basic : found->second->token_endpoint_auth_method;
  if (method == ClientAuthMethod::client_secret_basic) {
    headers.emplace_back("Authorization", basic(client_id, kSecret));
    return post(target, form, std::move(headers));
  }
  form.emplace_back("client_id", client_id);
  if (method == ClientAuthMethod::client_secret_post) form.emplace_back("client_secret", kSecret);
  return post(target, form, std::move(headers));
}

Parameters TestServer::authorization(std::string_view client_id) {
  return {{"response_type", "code"},
          {"client_id", std::string(client_id)},
          {"redirect_uri", std::string(kRedirectUri)},
          {"scope", "openid"},
          {"state", "state-1"},
          {"nonce", "nonce-1"},
          {"code_challenge", std::string(kChallenge)},
          {"code_challenge_method", "S256"}};
}

http::Response TestServer::authorize(const Parameters& parameters, const Fields& headers) {
  return get("/authorize?" + encode(parameters), headers);
}

std::string TestServer::obtain_code(const Parameters& parameters) {
  if (!session) start_session();
  const http::Response response = authorize(parameters);
  const auto answer = query_of(header(response, "Location"));
  const auto code = answer.find("code");
  if (code != answer.end()) return code->second;
  ADD_FAILURE() << "no code: " << response.status << ' ' << header(response, "Location") << response.body;
  return {};
}

Parameters TestServer::redemption(std::string_view code) {
  return {{"grant_type", "authorization_code"},
          {"code", std::string(code)},
          {"redirect_uri", std::string(kRedirectUri)},
          {"code_verifier", std::string(kVerifier)}};
}

namespace {

Tokens tokens_of(const http::Response& response) {
  EXPECT_EQ(response.status, 200) << response.body;
  Tokens tokens{.body = json_of(response)};
  const auto text = [&](std::string_view name) {
    const std::string* value = tokens.body.find_string(name);
    return value ? *value : std::string();
  };
  tokens.access_token = text("access_token");
  tokens.refresh_token = text("refresh_token");
  tokens.id_token = text("id_token");
  return tokens;
}

}  // namespace

Tokens TestServer::redeem(std::string_view code, std::string_view client_id) {
  return tokens_of(post_as(client_id, "/token", redemption(code)));
}

Tokens TestServer::log_in(std::string_view scope, std::string_view client_id) {
  return redeem(obtain_code(with(authorization(client_id), "scope", scope)), client_id);
}

Tokens TestServer::refresh(std::string_view refresh_token, std::string_view client_id) {
  return tokens_of(
      post_as(client_id, "/token", {{"grant_type", "refresh_token"}, {"refresh_token", std::string(refresh_token)}}));
}

http::Response TestServer::userinfo(std::string_view access_token) {
  return get("/userinfo", {{"Authorization", "Bearer " + std::string(access_token)}});
}

void TestServer::start_session(std::string_view subject) {
  session = Authenticated{.subject = Subject(subject), .auth_time = clock->now(), .acr = "urn:acr:1", .amr = {"pwd"}};
}

SeenEvent TestServer::last_event() const {
  if (!events.empty()) return events.back();
  ADD_FAILURE() << "no event was emitted";
  return {.kind = EventKind::request_failed};
}

void change_client(TestServer& server, std::string_view client_id, const std::function<void(Client&)>& change) {
  Client client = *server.clients.at(std::string(client_id));
  change(client);
  server.clients[std::string(client_id)] = std::make_shared<const Client>(std::move(client));
}

std::string basic(std::string_view client_id, std::string_view secret) {
  return "Basic " + base64_encode(as_bytes(percent_encode(client_id) + ':' + percent_encode(secret)));
}

Json json_of(const http::Response& response) {
  EXPECT_EQ(header(response, "Content-Type").substr(0, 16), "application/json");
  auto json = Json::parse(response.body);
  if (json && json->object()) return *std::move(json);
  ADD_FAILURE() << "no JSON object: " << response.body;
  return Json(Json::Object{});
}

std::string error_of(const http::Response& response) {
  const Json json = json_of(response);
  const std::string* error = json.find_string("error");
  return error ? *error : "(none)";
}

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.header(name).value_or("(none)"));
}

std::string cookie_of(const http::Response& response) {
  const std::string field = header(response, "Set-Cookie");
  return field.substr(0, field.find(';'));
}

}  // namespace attesto::test
