// A verifier matches its own challenge and no other.
#include "attesto/oauth/pkce.hpp"

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto challenge = CodeChallenge::parse(text);
  if (challenge) fuzz::require(text.size() == 43 && challenge->str() == text, "a challenge of another length");
  const auto verifier = CodeVerifier::parse(text);
  fuzz::require(
      check_pkce(verifier, std::nullopt) == (verifier ? PkceVerdict::unexpected_verifier : PkceVerdict::match),
      "downgrade");
  if (!verifier) return 0;
  fuzz::require(text.size() >= 43 && text.size() <= 128, "a verifier of another length");
  const auto own = CodeChallenge::parse(base64url_encode(sha256(text)));
  fuzz::require(own && check_pkce(verifier, own) == PkceVerdict::match, "the own challenge does not match");
  if (challenge) fuzz::require(check_pkce(verifier, challenge) == PkceVerdict::mismatch, "plain was taken");
  return 0;
}
