// The checks of what we sign: access, ID, logout and introspection tokens and JARM responses. One
// input passes at most one of them, for the type tells them apart.
#include "attesto/token/access_token.hpp"
#include "attesto/token/id_token.hpp"
#include "attesto/token/introspection.hpp"
#include "attesto/token/jarm.hpp"
#include "attesto/token/logout_token.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string compact = make_compact(as_text({data, size}));
  const Instant now = from_seconds(kNow);
  const ClientId us("c1");
  const auto access = check_access_token(compact, keys(), {"iss", "c1"}, now);
  const auto id = check_id_token_hint(compact, keys(), "iss", us);
  const auto logout = check_logout_token(compact, keys(), {"iss", us}, now);
  const auto introspection = check_introspection_jwt(compact, keys(), {"iss", us});
  const auto jarm = check_jarm_response(compact, keys(), {"iss", us}, now);
  require(access.has_value() + id.has_value() + logout.has_value() + introspection.has_value() + jarm.has_value() <= 1);
  if (!access && !id && !logout && !introspection && !jarm) return 0;
  const Json claims = peek_claims(compact).value();
  require(is(claims, "iss", "iss"));
  if (access || logout) require(is_within(claims, "exp", kNow, 1e19));
  if (jarm) require(is_within(claims, "exp", kNow, kNow + 600));
  if (logout) require(!claims.find("nonce") && (claims.find_string("sub") || claims.find_string("sid")));
  if (introspection) require(!claims.find("sub") && !claims.find("exp"));
  // A binding is kept or the token is refused: it never gets lost.
  if (access) require(access->cnf.empty() == (claims.find("cnf") == nullptr));
  return 0;
}
