#include "attesto/oauth/pkce.hpp"

#include <algorithm>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<CodeVerifier> CodeVerifier::parse(std::string_view text) {
  // code-verifier = 43*128unreserved
  if (text.size() < 43 || text.size() > 128 || !std::ranges::all_of(text, is_unreserved)) return std::nullopt;
  return CodeVerifier(text);
}

std::optional<CodeChallenge> CodeChallenge::parse(std::string_view text) {
  const auto bytes = base64url_decode(text);
  if (!bytes || bytes->size() != 32) return std::nullopt;
  return CodeChallenge(text);
}

PkceVerdict check_pkce(const std::optional<CodeVerifier>& verifier, const std::optional<CodeChallenge>& challenge) {
  if (!challenge) return verifier ? PkceVerdict::unexpected_verifier : PkceVerdict::match;
  if (!verifier) return PkceVerdict::missing_verifier;
  // BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) == code_challenge
  const std::string computed = base64url_encode(sha256(verifier->secret().expose()));
  return equal_ct(as_bytes(computed), as_bytes(challenge->str())) ? PkceVerdict::match : PkceVerdict::mismatch;
}

}  // namespace attesto::inline v0
