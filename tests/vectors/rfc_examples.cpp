// Example values printed in RFCs and in OpenID Connect Core.
#include "attesto/crypto/certificate.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/token/id_token.hpp"
#include "attesto/wire/authorization.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/percent.hpp"
#include "vectors/dpop_case.hpp"
#include "vectors/families.hpp"
#include "vectors/jws_case.hpp"

namespace attesto::vectors {
namespace {

/// One example: what goes in and what the document prints.
struct Example {
  std::string id;
  const Data& input;
  const Data& expect;
};

void judge_jws(const Example& example, FileReport& report) {
  const bool valid = example.expect.at("valid");
  Data jwk = example.input.value("jwk", Data::object());
  if (valid && text_of(jwk, "kty") == "oct") {
    report.skip(kNoSharedKeys);
    return;
  }
  if (!jwk.contains("alg") && example.expect.contains("alg")) jwk["alg"] = example.expect.at("alg");
  const std::string compact = text_of(example.input, "jws");
  report.judge(example.id, compact, valid ? Verdict::accept : Verdict::refuse,
               verify_jws(compact, public_half(jwk)) ? Verdict::accept : Verdict::refuse);
}

void judge_thumbprint(const Example& example, FileReport& report) {
  const auto key = parse_jwk(to_attesto(example.input.at("jwk")));
  report.expect(example.id, key && jwk_thumbprint(key->key()) == text_of(example.expect, "sha256"),
                "another thumbprint");
}

void judge_thumbprint_uri(const Example& example, FileReport& report) {
  const auto key = parse_jwk(to_attesto(example.input.at("jwk")));
  report.expect(example.id, key && jwk_thumbprint_uri(key->key()) == text_of(example.expect, "uri"), "another URI");
}

void judge_pkce(const Example& example, FileReport& report) {
  const auto verifier = CodeVerifier::parse(text_of(example.input, "code_verifier"));
  const auto challenge = CodeChallenge::parse(text_of(example.expect, "code_challenge"));
  report.expect(example.id, verifier && challenge && check_pkce(verifier, challenge) == PkceVerdict::match, "no match");
}

void judge_half_hash(const Example& example, FileReport& report) {
  const auto algorithm = parse_algorithm(text_of(example.input, "alg"));
  const bool is_code = example.input.contains("code");
  const std::string computed = half_hash(algorithm.value(), text_of(example.input, is_code ? "code" : "access_token"));
  report.expect(example.id, computed == text_of(example.expect, is_code ? "c_hash" : "at_hash"), "another hash");
}

void judge_basic(const Example& example, FileReport& report) {
  const auto credentials = parse_basic(text_of(example.input, "authorization"));
  report.expect(example.id,
                credentials && credentials->user_id == text_of(example.expect, "client_id") &&
                    credentials->password.expose() == text_of(example.expect, "client_secret"),
                "other credentials");
}

void judge_form(const Example& example, FileReport& report) {
  report.expect(example.id, form_decode(text_of(example.expect, "encoded")) == text_of(example.input, "utf8"),
                "another text");
}

void judge_certificate(const Example& example, FileReport& report) {
  const auto der = base64_decode(text_of(example.input, "cert_der_b64"));
  const std::string computed = der ? encode_thumbprint(sha256(ByteView(*der))) : "";
  report.expect(example.id, computed == text_of(example.expect, "x5t#S256"), "another thumbprint");
}

void judge_dpop(const Example& example, FileReport& report) {
  const auto proof = check_dpop_case(text_of(example.input, "proof"), example.input, example.input.at("now"));
  const bool wanted = example.expect.at("valid");
  const bool right_key =
      !example.expect.contains("jkt") || (proof && proof->jkt().str() == text_of(example.expect, "jkt"));
  report.expect(example.id, proof.has_value() == wanted && right_key, "another verdict or key");
}

void judge_ath(const Example& example, FileReport& report) {
  report.expect(example.id,
                encode_thumbprint(sha256(text_of(example.input, "access_token"))) == text_of(example.expect, "ath"),
                "another hash");
}

struct Kind {
  std::string_view name;
  void (*judge)(const Example&, FileReport&);
};

constexpr std::array kKinds = {
    Kind{"jws", judge_jws},
    Kind{"jwk-thumbprint", judge_thumbprint},
    Kind{"jwk-thumbprint-uri", judge_thumbprint_uri},
    Kind{"pkce-s256", judge_pkce},
    Kind{"dpop-proof", judge_dpop},
    Kind{"dpop-ath", judge_ath},
    Kind{"x5t#S256", judge_certificate},
    Kind{"at_hash", judge_half_hash},
    Kind{"c_hash", judge_half_hash},
    Kind{"basic-auth", judge_basic},
    Kind{"form-urlencode", judge_form},
};

}  // namespace

void judge_rfc_examples(const VectorFile& file, FileReport& report) {
  const Data document = read_json(file.path);
  for (const Data& vector : document.at("vectors")) {
    const Example example{text_of(vector, "id"), vector.at("input"), vector.at("expect")};
    const std::string kind = text_of(vector, "kind");
    const auto* found = std::ranges::find(kKinds, kind, &Kind::name);
    if (found == kKinds.end()) report.skip("no code judges examples of the kind " + kind);
    else found->judge(example, report);
  }
}

}  // namespace attesto::vectors
