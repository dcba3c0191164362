// check_dpop: what is accepted keeps every rule of RFC 9449 4.3, judged a second time.
#include <array>

#include "attesto/crypto/digest.hpp"
#include "attesto/proof/dpop.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TargetUri kTarget = TargetUri::parse("https://as.example/oauth/token").value();
  const std::string compact = make_compact(as_text({data, size}));
  const std::array<std::string_view, 1> fields = {compact};
  const auto proof = check_dpop({.proofs = fields, .method = "POST", .target = kTarget, .access_token = "token"},
                                {.algorithms = kFapiAlgorithms}, from_seconds(kNow));
  if (!proof) {
    require(proof.error() < DpopError::replayed);
    return 0;
  }
  const Json claims = peek_claims(compact).value();
  require(is(claims, "htm", "POST"));
  require(TargetUri::parse(*claims.find_string("htu")) == kTarget);
  require(is_within(claims, "iat", kNow - 60, kNow + 10));
  require(is(claims, "ath", base64url_encode(sha256("token"))));
  const std::string* jti = claims.find_string("jti");
  require(jti && !jti->empty() && jti->size() <= 256);
  require(proof->replay_record().key.kind == RecordKind::dpop_proof);
  return 0;
}
