// own/: which of its forms a file has, and redirect URIs at the authorization endpoint.
#include "attesto/wire/percent.hpp"
#include "vectors/families.hpp"
#include "vectors/own_server.hpp"

namespace attesto::vectors {
namespace {

bool has_members(const Data& test, std::initializer_list<const char*> names) {
  return std::ranges::all_of(names, [&](const char* name) { return test.contains(name); });
}

/// Whether the authorization endpoint sends a code there; whatever it does not, it answers with a page.
bool redirects_to(const Data& test, const std::string& requested) {
  const auto client = std::make_shared<Client>(Client{.client_id = ClientId("c1"),
                                                      .token_endpoint_auth_method = ClientAuthMethod::none,
                                                      .grant_types = {"authorization_code"},
                                                      .scope = *Scope::parse("openid")});
  for (const Data& uri : test.at("registered")) client->redirect_uris.push_back(uri);
  if (test.at("native") == true) client->application_type = ApplicationType::native;
  const Server server = make_own_server([&](Config& config) {
    config.load_client = [&](const ClientId&) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
      return client;
    };
  });
  const std::string target =
      "/authorize?response_type=code&client_id=c1&scope=openid&code_challenge_method=S256"
      "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri=" +
      percent_encode(requested);
  const auto answer = server.handle({.method = "GET", .target = target}).value();
  const std::string location(answer.header("Location").value_or(""));
  return location.starts_with(requested) && location.contains("code=");
}

}  // namespace

void judge_own_redirect(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string id = text_of(test, "id") + ", " + text_of(test, "why");
    const bool wanted = text_of(test, "expect") == "match";
    if (!test.at("requested").is_string()) {
      report.skip("a repeated parameter: judged with the form bodies");
      continue;
    }
    const std::string requested = text_of(test, "requested");
    report.judge(id, requested, wanted ? Verdict::accept : Verdict::refuse,
                 redirects_to(test, requested) ? Verdict::accept : Verdict::refuse);
  }
}

void judge_own(const VectorFile& file, FileReport& report) {
  const Data document = read_json(file.path);
  if (has_members(document, {"vectors", "jwks", "frozen_now"})) {
    judge_own_jwt(document, report);
    return;
  }
  const Data cases = document.value("cases", Data::array());
  const Data first = cases.empty() ? Data::object() : cases.front();
  if (has_members(first, {"request_url", "htu"})) judge_own_htu(cases, report);
  else if (has_members(first, {"registered", "requested"})) judge_own_redirect(cases, report);
  else if (has_members(first, {"verifier", "challenge"})) judge_own_pkce(cases, report);
  else if (has_members(first, {"content_type", "body"})) judge_own_form(cases, report);
  else if (has_members(first, {"authorization"})) judge_own_basic(cases, report);
  else if (has_members(first, {"raw"})) judge_own_raw(cases, report);
  else if (has_members(first, {"url"})) report.skip_file("no outbound fetcher yet");
  else report.skip_file("no code judges files of this form");
}

}  // namespace attesto::vectors
