// check_request_object: what is accepted keeps the rules of RFC 9101 and of FAPI message signing,
// and its parameters are its claims.
#include "attesto/proof/request_object.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

namespace {

void check_parameters(const Json& claims, const Form& parameters) {
  for (const auto& [name, value] : *claims.object()) {
    require(name != "request" && name != "request_uri");
    const std::string* text = value.string();
    const bool is_jwt_claim = name == "iss" || name == "sub" || name == "aud" || name == "exp" || name == "nbf" ||
                              name == "iat" || name == "jti";
    if (is_jwt_claim) {
      require(!parameters.find(name));
    } else if (text && !text->empty()) {
      require(parameters.find(name) == *text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Profile = RequestObjectPolicy::Profile;
  const std::string compact = make_compact(as_text({data, size}));
  const auto check = [&](Profile profile) {
    return check_request_object(compact, ClientId("c1"), keys(),
                                {.profile = profile, .issuer = "https://as.example", .algorithms = kFapiAlgorithms},
                                from_seconds(kNow));
  };
  const auto generic = check(Profile::generic);
  const auto fapi = check(Profile::fapi_message_signing);
  require(generic || !fapi);  // FAPI only takes away
  if (!generic) return 0;
  const Json claims = peek_claims(compact).value();
  require(is(claims, "iss", "c1") && is(claims, "client_id", "c1") && !is(claims, "sub", "c1"));
  require(!claims.find("exp") || is_within(claims, "exp", kNow, 1e12));
  require(is_absent_or_at_most(claims, "nbf", kNow + 60) && is_absent_or_at_most(claims, "iat", kNow + 60));
  check_parameters(claims, generic->parameters);
  if (fapi) require(is_within(claims, "nbf", kNow - 3600, kNow + 60) && is_within(claims, "exp", kNow, kNow + 3660));
  return 0;
}
