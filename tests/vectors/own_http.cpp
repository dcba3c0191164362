// own/: which of its forms a file has, and the comparison of DPoP targets and redirect URIs.
#include "attesto/authorize/redirect.hpp"
#include "attesto/proof/target_uri.hpp"
#include "vectors/families.hpp"

namespace attesto::vectors {
namespace {

void judge_htu(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string expect = text_of(test, "expect");
    if (expect == "policy") {
      report.skip("either answer is right");
      continue;
    }
    if (!text_of(test, "request_url").contains("://")) {
      report.skip("needs a proxy in front: the target is not given as a URL");
      continue;
    }
    const auto request = TargetUri::parse(text_of(test, "request_url"));
    const auto htu = TargetUri::parse(text_of(test, "htu"));
    report.judge(text_of(test, "id") + ", " + text_of(test, "why"), text_of(test, "htu"),
                 expect == "match" ? Verdict::accept : Verdict::refuse,
                 request && htu && *request == *htu ? Verdict::accept : Verdict::refuse);
  }
}

bool has_members(const Data& test, std::initializer_list<const char*> names) {
  return std::ranges::all_of(names, [&](const char* name) { return test.contains(name); });
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
    const auto client = std::make_shared<Client>(Client{.client_id = ClientId("c1")});
    for (const Data& uri : test.at("registered")) client->redirect_uris.push_back(uri);
    if (test.at("native") == true) client->application_type = ApplicationType::native;
    const LoadClient load = [&](const ClientId&) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
      return client;
    };
    const auto checked = RedirectCheck::check(load, client->client_id, requested, std::nullopt);
    report.judge(id, requested, wanted ? Verdict::accept : Verdict::refuse,
                 checked ? Verdict::accept : Verdict::refuse);
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
  if (has_members(first, {"request_url", "htu"})) judge_htu(cases, report);
  else if (has_members(first, {"registered", "requested"})) judge_own_redirect(cases, report);
  else if (has_members(first, {"verifier", "challenge"})) judge_own_pkce(cases, report);
  else if (has_members(first, {"content_type", "body"})) judge_own_form(cases, report);
  else if (has_members(first, {"authorization"})) judge_own_basic(cases, report);
  else if (has_members(first, {"raw"})) judge_own_raw(cases, report);
  else if (has_members(first, {"url"})) report.skip_file("no outbound fetcher yet");
  else report.skip_file("no code judges files of this form");
}

}  // namespace attesto::vectors
