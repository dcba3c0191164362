// own/: what a DPoP proof says its target is, at a token endpoint of that address.
#include <algorithm>
#include <array>
#include <optional>

#include "proof/dpop_fixture.hpp"
#include "vectors/families.hpp"
#include "vectors/own_server.hpp"

namespace attesto::vectors {
namespace {

/// Where the path of an absolute URL begins.
std::size_t path_of(std::string_view url) { return url.find('/', url.find("://") + 3); }

/// A server whose token endpoint has that URL; nothing if no issuer can have it.
std::optional<Server> serve_at(std::string_view url) {
  const std::size_t path = path_of(url);
  const auto issuer = Issuer::parse(url.substr(0, path));
  if (!issuer || path == std::string_view::npos) return std::nullopt;
  return make_own_server([&](Config& config) {
    config.issuer = *issuer;
    config.paths.token = url.substr(path);
  });
}

/// Whether the token endpoint takes a proof for that target, whatever it is, and binds the token to its key.
bool takes_proof(const Server& server, std::string_view url, const Data& htu) {
  testing_support::RawJwt proof = testing_support::good_proof();
  testing_support::set(proof.claims, "htu", to_attesto(htu));
  testing_support::set(proof.claims, "iat", Json(kFrozenNow));
  const std::string text = proof.sign(testing_support::p256_key(), Algorithm::ES256);
  // A proxy in front changes what the request says of itself; the URL of an endpoint is never taken from there.
  const std::vector<http::HeaderView> headers = {
      {"Host", "inside.example"},         {"X-Forwarded-Proto", "https"},
      {"X-Forwarded-Host", "as.example"}, {"Content-Type", "application/x-www-form-urlencoded"},
      {"Authorization", "Basic Yzpk"},    {"DPoP", text}};
  const auto response = server
                            .handle({.method = "POST",
                                     .target = url.substr(path_of(url)),
                                     .headers = headers,
                                     .body = "grant_type=client_credentials"})
                            .value();
  const auto json = Json::parse(response.body);
  const std::string* type = json ? json->find_string("token_type") : nullptr;
  return response.status == 200 && type && *type == "DPoP";
}

}  // namespace

void judge_own_htu(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string expect = text_of(test, "expect");
    if (expect == "policy") {
      report.skip("either answer is right");
      continue;
    }
    std::string url = text_of(test, "request_url");
    if (!url.contains("://")) url = "https://as.example/oauth/token";  // prose: what the client sees of a proxy
    const auto server = serve_at(url);
    if (!server) {
      report.skip("no issuer can have that address");
      continue;
    }
    report.judge(text_of(test, "id") + ", " + text_of(test, "why"), test.at("htu").dump(),
                 expect == "match" ? Verdict::accept : Verdict::refuse,
                 takes_proof(*server, url, test.at("htu")) ? Verdict::accept : Verdict::refuse);
  }
}

}  // namespace attesto::vectors
