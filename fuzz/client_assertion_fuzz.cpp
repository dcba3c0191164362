// check_client_assertion: what is accepted keeps every rule of RFC 7523 3, judged a second time.
#include <array>

#include "attesto/proof/client_assertion.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::string_view, 1> kAudiences = {"https://as.example"};
  const std::string compact = make_compact(as_text({data, size}));
  const auto assertion = check_client_assertion(
      compact, ClientId("c1"), keys(), {.audiences = kAudiences, .algorithms = kFapiAlgorithms}, from_seconds(kNow));
  const auto peeked = peek_client_id(compact);
  if (!assertion) {
    require(assertion.error() < ClientAssertionError::replayed);
    return 0;
  }
  const Json claims = peek_claims(compact).value();
  require(peeked == ClientId("c1") && is(claims, "iss", "c1") && is(claims, "sub", "c1"));
  require(is(claims, "aud", kAudiences.front()));
  require(is_within(claims, "exp", kNow, kNow + 300));
  require(is_absent_or_at_most(claims, "nbf", kNow + 60) && is_absent_or_at_most(claims, "iat", kNow + 60));
  const std::string* jti = claims.find_string("jti");
  require(jti && !jti->empty() && jti->size() <= 256);
  return 0;
}
