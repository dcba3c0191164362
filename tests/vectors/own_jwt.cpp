// own/: adversarial access tokens, DPoP proofs and client assertions.
#include <array>

#include "attesto/jose/jwk.hpp"
#include "attesto/proof/client_assertion.hpp"
#include "attesto/proof/confirmation.hpp"
#include "attesto/token/access_token.hpp"
#include "vectors/dpop_case.hpp"
#include "vectors/families.hpp"

namespace attesto::vectors {
namespace {

std::vector<VerificationKey> keys_of(const Data& set) { return parse_jwk_set(to_attesto(set)).value(); }

bool takes_access_token(const Data& document, const Data& vector) {
  const std::string issuer = text_of(document, "issuer");
  const std::string audience = text_of(document, "audience");
  const std::vector<VerificationKey> keys = keys_of(document.at("jwks"));
  const auto token = check_access_token(text_of(vector, "jwt"), keys, {.issuer = issuer, .audience = audience},
                                        from_seconds(document.at("frozen_now")));
  // No vector shows a proof with the token, so one that is bound to a key is not taken.
  return token && check_confirmation(token->cnf, {});
}

bool takes_client_assertion(const Data& vector) {
  const Data& context = vector.at("context");
  const std::string issuer = text_of(context, "issuer");
  const std::array<std::string_view, 1> audiences = {issuer};
  const std::vector<VerificationKey> keys = keys_of(context.at("client_jwks"));
  return check_client_assertion(text_of(vector, "jwt"), ClientId(text_of(context, "client_id")), keys,
                                {.audiences = audiences, .algorithms = kFapiAlgorithms},
                                from_seconds(context.at("now")))
      .has_value();
}

}  // namespace

void judge_own_jwt(const Data& document, FileReport& report) {
  for (const Data& vector : document.at("vectors")) {
    const std::string expect = text_of(vector, "expect");
    const std::string target = text_of(vector, "target");
    bool taken = false;
    if (expect == "policy") {
      report.skip("either answer is right");
      continue;
    }
    if (target == "access_token") {
      taken = takes_access_token(document, vector);
    } else if (target == "dpop_proof") {
      taken = check_dpop_case(text_of(vector, "jwt"), vector.at("context"), vector.at("context").at("now")).has_value();
    } else if (target == "client_assertion") {
      taken = takes_client_assertion(vector);
    } else {
      report.skip("no code judges tokens of the kind " + target);
      continue;
    }
    // "accept-but-same-identity": taken, and its identity is jti, never the text.
    report.judge(text_of(vector, "id") + ", " + text_of(vector, "desc"), text_of(vector, "jwt"),
                 expect.starts_with("accept") ? Verdict::accept : Verdict::refuse,
                 taken ? Verdict::accept : Verdict::refuse);
  }
}

}  // namespace attesto::vectors
