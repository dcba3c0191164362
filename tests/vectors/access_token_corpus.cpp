// The frozen malformed access tokens of the reference system (clock 1700000000).
#include <span>

#include "attesto/jose/jwt.hpp"
#include "attesto/token/access_token.hpp"
#include "vectors/families.hpp"

namespace attesto::vectors {
namespace {

constexpr long long kFrozenNow = 1'700'000'000;
constexpr std::string_view kIssuer = "https://api.example.com/";

/// Verdicts that the reference reaches before it looks at a claim.
bool is_about_the_envelope(std::string_view error) {
  return error == "invalid_token" || error == "unsupported_critical_header" || error == "invalid_signature";
}

}  // namespace

/// The corpus has the generic type `JWT`, which our access tokens don't: the envelope is judged with
/// that type, so that a refusal is for the reason the case is about, and the whole as an access token.
void judge_access_token_corpus(const VectorFile& file, FileReport& report) {
  const std::string token = read_file(file.path);
  const Data meta = read_json(std::filesystem::path(file.path).replace_extension(".json"));
  const auto key = PublicKey::from_pem(read_file(file.path.parent_path() / "signing_key_public.pem"));
  if (!key) throw std::runtime_error("the corpus has no usable public key");
  const auto trusted = VerificationKey::create(*key, Algorithm::RS256);
  if (!trusted) throw std::runtime_error("the corpus has no RSA key");
  const std::span<const VerificationKey> keys(&*trusted, 1);

  const std::string id = text_of(meta, "name");
  const std::string error = text_of(meta, "expected_error");
  const bool envelope = verify_jwt(token, "JWT", keys).has_value();
  if (error == "ok") {
    report.judge(id, token, Verdict::accept, envelope ? Verdict::accept : Verdict::refuse);
    return;
  }
  const bool whole =
      check_access_token(token, keys, {.issuer = kIssuer, .audience = kIssuer}, from_seconds(kFrozenNow)).has_value();
  report.expect(id, !whole && envelope != is_about_the_envelope(error),
                whole ? "taken for an access token" : "refused for another reason than " + error);
}

}  // namespace attesto::vectors
