// RFC 7520 and its companions: what signs and verifies with a public key.
#include "attesto/jose/jwe.hpp"
#include "support/private_jwk.hpp"
#include "vectors/families.hpp"
#include "vectors/jws_case.hpp"

namespace attesto::vectors {
namespace {

void judge_key(const Data& jwk, FileReport& report) {
  if (text_of(jwk, "kty") == "oct") {
    report.skip(kNoSharedKeys);
    return;
  }
  const auto refused = parse_jwk(to_attesto(jwk));
  const bool is_private = jwk.contains("d");
  report.expect("import", refused.has_value() != is_private,
                is_private ? "a private key was imported as a public one" : "the public key was refused");
  const auto key = parse_jwk(to_attesto(public_half(jwk)));
  report.expect("export", key && *to_jwk(*key).find("kty") == to_attesto(jwk.at("kty")), "the key does not come back");
}

void judge_signature(const Data& document, FileReport& report) {
  const Data& input = document.at("input");
  const Data& output = document.at("output");
  const Data& key = input.at("key");
  if (key.is_array()) {
    report.skip("needs the JWS JSON serialisation, which no JWT has (RFC 7519)");
    return;
  }
  if (text_of(key, "kty") == "oct") {
    report.skip(kNoSharedKeys);
    return;
  }
  if (!output.contains("compact")) {
    report.skip("needs the JWS JSON serialisation, which no JWT has (RFC 7519)");
    return;
  }
  Data jwk = public_half(key);
  if (!jwk.contains("alg")) jwk["alg"] = input.at("alg");
  const auto payload = verify_jws(text_of(output, "compact"), jwk);
  report.expect("compact", payload && *payload == text_of(input, "payload"), "the signature does not verify");
}

void judge_encryption(const Data& document, FileReport& report) {
  const Data& input = document.at("input");
  const std::string compact = text_of(document.at("output"), "compact");
  const auto algorithm = parse_key_management(text_of(input, "alg"));
  if (!algorithm) {
    report.skip("refused by policy: alg " + text_of(input, "alg"));
  } else if (compact.empty()) {
    report.skip("needs the JWE JSON serialisation, which no JWT has (RFC 7519)");
  } else {
    const auto key = testing_support::parse_private_jwk(to_attesto(input.at("key")));
    const auto own = key ? DecryptionKey::create(*key, *algorithm, text_of(input.at("key"), "kid"))
                         : std::unexpected(KeyError::malformed);
    const auto decrypted = own ? decrypt_jwe(compact, std::span(&*own, 1)) : std::unexpected(JweError::unknown_key);
    report.expect("compact", decrypted && decrypted->plain.expose() == text_of(input, "plaintext"), "does not decrypt");
  }
}

}  // namespace

void judge_jose_cookbook(const VectorFile& file, FileReport& report) {
  const Data document = read_json(file.path);
  if (document.contains("kty")) {
    judge_key(document, report);
  } else if (document.contains("encrypting_content") && document.at("input").is_object()) {
    judge_encryption(document, report);
  } else if (document.contains("signing") && document.contains("output")) {
    judge_signature(document, report);
  } else {
    report.skip_file("no code judges files of this form");
  }
}

}  // namespace attesto::vectors
