// Wycheproof: which of its schemas a file has.
#include "vectors/families.hpp"
#include "vectors/wycheproof_jwe.hpp"

namespace attesto::vectors {
namespace {

bool has_tests_with(const Data& document, const char* member) {
  for (const Data& group : document.at("testGroups"))
    for (const Data& test : group.at("tests"))
      if (test.contains(member)) return true;
  return false;
}

void take_over(const std::vector<Judgement>& judgements, FileReport& report) {
  for (const Judgement& judgement : judgements) {
    if (judgement.outcome == Judgement::Outcome::skipped) report.skip(judgement.reason);
    else report.expect(judgement.id, judgement.outcome == Judgement::Outcome::agrees, judgement.reason);
  }
}

/// The judges of encryption read with our parser, which bounds what it takes.
Json whole(const Data& document) {
  return Json::parse(document.dump(), {.bytes = 64 << 20, .depth = 64, .members = 100'000}).value();
}

}  // namespace

void judge_wycheproof(const VectorFile& file, FileReport& report) {
  const Data document = read_json(file.path);
  const std::string schema = text_of(document, "schema");
  if (schema.starts_with("json_web_")) {
    if (has_tests_with(document, "jws")) judge_json_web(document, report);
    if (has_tests_with(document, "jwe")) take_over(judge_jwe(whole(document)), report);
  } else if (schema.starts_with("aead_")) {
    take_over(judge_aead(whole(document)), report);
  } else {
    judge_primitives(document, report);
  }
}

}  // namespace attesto::vectors
