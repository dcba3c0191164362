// Never accept: nobody here has the private keys, so the only tokens to take are the two that were signed.
#include "attesto/jose/jwt.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "attesto/jose/jwk.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

constexpr std::array<std::string_view, 2> kKeys = {
    R"({"kty":"EC","crv":"P-256","x":"1wHluiX4uBCy0svBRN8QszOqHsX9cFvH0ToLWMFgJX8","y":"lLXz-Rq0-E8pWb8dwfmqHfMAUTPAdI7FizROaxv2JlU","kid":"es-1","alg":"ES256","use":"sig"})",
    R"({"kty":"OKP","crv":"Ed25519","x":"IBj4XFOjl3K7dheK_jrQfGaXKyq0hs5yrV-NYFQ0f18","kid":"ed-1","alg":"EdDSA","use":"sig"})"};

/// Headers that were signed with the same claims.
constexpr std::array<std::string_view, 2> kSignedHeaders = {
    "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImVzLTEifQ",
    "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImVkLTEifQ"};
constexpr std::string_view kSignedClaims =
    "eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJhdWQiOiJodHRwczovL2FwaS5leGFtcGxlIiwic3ViIjoidTEiLCJjbGllbnRfaWQiOiJjMSIsIn"
    "Nj"
    "b3BlIjoicmVhZCIsImp0aSI6ImotMSIsImlhdCI6MTY5OTk5OTk5MCwiZXhwIjoxNzAwMDAwMzAwfQ";

const std::vector<VerificationKey>& trusted() {
  static const std::vector<VerificationKey> kTrusted = [] {
    std::vector<VerificationKey> keys;
    for (const std::string_view text : kKeys) keys.push_back(parse_jwk(Json::parse(text).value()).value());
    return keys;
  }();
  return kTrusted;
}

bool was_signed(std::string_view compact) {
  const std::size_t first = compact.find('.');
  const std::size_t second = compact.find('.', first + 1);
  return std::ranges::find(kSignedHeaders, compact.substr(0, first)) != kSignedHeaders.end() &&
         compact.substr(first + 1, second - first - 1) == kSignedClaims;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view compact = fuzz::text_of(data, size);
  const auto jwt = verify_jwt(compact, "at+jwt", trusted());
  fuzz::require(!jwt || was_signed(compact), "a token that nobody signed was taken");
  if (!jwt)
    fuzz::require(jwt.error() >= JwtError::malformed && jwt.error() <= JwtError::wrong_signature, "another error");
  const auto jws = Jws::parse(compact);
  if (!jws) return 0;
  fuzz::require(jws->header().object() != nullptr, "a header that is no object");
  if (!jws->verify(trusted())) return 0;
  // Some seeds are rightly signed and wrong in their claims: as a JWS they are to be taken.
  const std::string* alg = jws->header().find_string("alg");
  fuzz::require(alg && (*alg == "ES256" || *alg == "EdDSA"), "an algorithm that no key has");
  const std::string* kid = jws->header().find_string("kid");
  fuzz::require(!kid || *kid == (*alg == "ES256" ? "es-1" : "ed-1"), "a kid that is not the key's");
  return 0;
}
