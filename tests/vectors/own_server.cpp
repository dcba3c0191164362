// own/: form bodies, client authentication and PKCE, judged by a whole server with a store in memory.
#include "vectors/own_server.hpp"

#include <algorithm>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/store/memory_store.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/percent.hpp"
#include "vectors/families.hpp"
#include "vectors/own_wire.hpp"

namespace attesto::vectors {
namespace {

struct Account {
  std::string_view id;
  std::string_view secret;
};
/// The clients that the cases speak of.
constexpr std::array kAccounts = {Account{"s6BhdRkqt3", "gX1fBat3bV"}, Account{"a b", "c d"}, Account{"c1", "a:b"},
                                  Account{"c", "d"}};
constexpr std::string_view kRedirect = "https://client.example/cb";

std::shared_ptr<const Client> find_account(std::string_view id) {
  const auto* found = std::ranges::find(kAccounts, id, &Account::id);
  if (found == kAccounts.end()) return nullptr;
  return std::make_shared<const Client>(
      Client{.client_id = ClientId(id),
             .client_secret_sha256 = sha256(found->secret),
             .redirect_uris = {std::string(kRedirect)},
             .grant_types = {"authorization_code", "refresh_token", "client_credentials"},
             .scope = *Scope::parse("openid a b x read")});
}

}  // namespace

Server make_own_server(const std::function<void(Config&)>& adjust) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const auto ring = std::make_shared<const KeyRing>(std::vector<std::shared_ptr<const Signer>>{signer},
                                                    std::vector<VerificationKey>{});
  EndUsers end_users{
      .authenticate_resource_owner = [](const AuthenticationRequest&, const http::Request&) -> AuthenticationOutcome {
        return Authenticated{.subject = Subject("u1"), .auth_time = from_seconds(kFrozenNow - 10)};
      },
      .consent = [](const ConsentRequest& request, const http::Request&) -> ConsentOutcome {
        return Consented{request.scope};
      },
      .load_claims = [](const Subject&, const Scope&) -> std::expected<Json::Object, Unavailable> {
        return Json::Object{};
      }};
  Config config{.issuer = *Issuer::parse("https://as.example"),
                .keys = [ring] { return ring; },
                .store = make_memory_store(),
                .clock = std::make_shared<const FrozenClock>(kFrozenNow),
                .random = std::make_shared<OsRandom>(),
                .load_client = [](const ClientId& id) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
                  return find_account(id.view());
                },
                .end_users = std::move(end_users)};
  for (const char* resource : {"https://a.example", "https://b.example"})
    config.targets.resources.push_back(*ResourceIndicator::parse(resource));
  adjust(config);
  return Server::create(std::move(config)).value();
}

const Server& own_server() {
  static const Server kServer = make_own_server([](Config&) {});
  return kServer;
}

std::string error_in(std::string_view body) {
  const auto json = Json::parse(body);
  const std::string* error = json ? json->find_string("error") : nullptr;
  return error ? *error : "";
}

namespace {

http::Response post_token(std::string_view content_type, std::string_view authorization, std::string_view body) {
  std::vector<http::HeaderView> headers = {{"Authorization", authorization}};
  if (!content_type.empty()) headers.push_back({"Content-Type", content_type});
  return own_server().handle({.method = "POST", .target = "/token", .headers = headers, .body = body}).value();
}

/// The same through the HTTP engine, which bounds the body.
http::Response post_over_http(std::string_view content_type, std::string_view authorization, std::string_view body) {
  std::string raw = "POST /oauth/token HTTP/1.1\r\nHost: as.example\r\n";
  raw.append("Content-Type: ").append(content_type).append("\r\nAuthorization: ").append(authorization);
  raw.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  const WireAnswer got = exchange(raw);
  if (got.responses.empty()) return {.status = 0};
  return {.status = got.responses[0].status, .body = got.responses[0].body};
}

std::string error_of(const http::Response& response) { return error_in(response.body); }

std::string describe(const http::Response& response) {
  return "got " + std::to_string(response.status) + ' ' + error_of(response);
}

/// `expect` names one status or several, then perhaps the error: "400 invalid_scope", "413 or 400".
bool agrees(std::string_view expect, const http::Response& response, std::string_view body) {
  const std::string error = error_of(response);
  if (expect.starts_with("allowed") && response.status == 200) return true;
  if (expect == "allowed-or-" + error) return true;
  if (!expect.contains(std::to_string(response.status))) return false;
  const std::size_t wanted = expect.find("invalid_");
  if (wanted == std::string_view::npos) return !expect.contains("unsupported_") || expect.ends_with(error);
  // A NUL is no text of any parameter, so the request as a whole is malformed before a scope is read.
  return expect.substr(wanted) == error || (body.contains("%00") && error == "invalid_request");
}

/// A client_id in the body that is not the authenticated client is `invalid_request` to some and
/// `invalid_client` to others (RFC 6749 5.2 has words for both).
bool names_another_client(std::string_view body, const http::Response& response) {
  return body.contains("&client_id=") && !body.contains("&client_id=c&") && !body.ends_with("&client_id=c") &&
         response.status == 401 && error_of(response) == "invalid_client";
}

}  // namespace

void judge_own_form(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string body = text_of(test, "body");
    const std::string expect = text_of(test, "expect");
    const auto response =
        (expect.starts_with("413") ? post_over_http : post_token)(text_of(test, "content_type"), "Basic Yzpk", body);
    report.expect(text_of(test, "id") + ", " + text_of(test, "why"),
                  agrees(expect, response, body) || names_another_client(body, response), describe(response));
  }
}

void judge_own_basic(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string expect = text_of(test, "expect");
    const auto response = post_token("application/x-www-form-urlencoded", text_of(test, "authorization"),
                                     "grant_type=client_credentials");
    const bool refused = response.status == 401 && error_of(response) == "invalid_client";
    const bool holds = expect == "401" ? refused : response.status == 200 || (expect.contains("401") && refused);
    report.expect(text_of(test, "authorization") + ", " + text_of(test, "why"), holds, describe(response));
  }
}

void judge_own_pkce(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string verifier = text_of(test, "verifier");
    const std::string expect = text_of(test, "expect");
    const bool compute = text_of(test, "challenge") == "*";
    const std::string challenge = compute ? base64url_encode(sha256(verifier)) : text_of(test, "challenge");
    std::string target =
        "/authorize?response_type=code&client_id=c&scope=openid&state=s&redirect_uri=" + percent_encode(kRedirect) +
        "&code_challenge=" + percent_encode(challenge);
    if (const std::string method = text_of(test, "method"); !method.empty())
      target += "&code_challenge_method=" + method;
    const auto answer = own_server().handle({.method = "GET", .target = target}).value();
    const std::string location(answer.header("location").value_or(""));
    std::string got;
    if (location.contains("error=")) {
      const std::size_t begin = location.find("error=") + 6;
      got = "authorize:" + location.substr(begin, location.find('&', begin) - begin);
    } else if (const std::size_t begin = location.find("code="); begin != std::string::npos) {
      const std::string code = location.substr(begin + 5, location.find('&', begin) - begin - 5);
      const auto response =
          post_token("application/x-www-form-urlencoded", "Basic Yzpk",
                     "grant_type=authorization_code&code=" + code + "&redirect_uri=" + percent_encode(kRedirect) +
                         "&code_verifier=" + percent_encode(verifier));
      got = response.status == 200 ? "ok" : "token:" + error_of(response);
    }
    report.expect(text_of(test, "why"), got == expect, "wanted " + expect + ", got " + got);
  }
}

}  // namespace attesto::vectors
