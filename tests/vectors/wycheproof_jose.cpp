// Wycheproof json_web_signature, json_web_key and json_web_crypto: tokens under one key or a set.
#include "attesto/jose/jwk.hpp"
#include "attesto/jose/jws.hpp"
#include "vectors/families.hpp"
#include "vectors/jws_case.hpp"

namespace attesto::vectors {
namespace {

/// The keys that a group verifies with; nothing if the library refuses them.
std::optional<std::vector<VerificationKey>> trusted_keys(const Data& key) {
  if (key.contains("keys")) {
    auto set = parse_jwk_set(to_attesto(key));
    if (!set) return std::nullopt;
    return *std::move(set);
  }
  auto one = parse_jwk(to_attesto(key));
  if (!one) return std::nullopt;
  return std::vector<VerificationKey>{*std::move(one)};
}

bool has_only_shared_keys(const Data& key) {
  if (!key.contains("keys")) return text_of(key, "kty") == "oct";
  return std::ranges::all_of(key.at("keys"), [](const Data& entry) { return text_of(entry, "kty") == "oct"; });
}

Verdict judge_token(const Data& key, const Data& token) {
  if (!token.is_string()) return Verdict::refuse;  // the JSON serialisation is no text of ours
  const std::string compact = token;
  const auto keys = trusted_keys(key);
  if (!keys) return Verdict::refuse;
  const auto jws = Jws::parse(compact);
  return jws && jws->verify(*keys) ? Verdict::accept : Verdict::refuse;
}

}  // namespace

void judge_json_web(const Data& document, FileReport& report) {
  for (const Data& group : document.at("testGroups")) {
    const Data& key = group.contains("public") ? group.at("public") : group.at("private");
    for (const Data& test : group.at("tests")) {
      if (!test.contains("jws")) continue;
      if (has_only_shared_keys(key)) {
        report.skip(kNoSharedKeys);
        continue;
      }
      report.judge(std::to_string(test.at("tcId").get<int>()), test.at("jws").dump(),
                   text_of(test, "result") == "valid" ? Verdict::accept : Verdict::refuse,
                   judge_token(key, test.at("jws")));
    }
  }
}

}  // namespace attesto::vectors
