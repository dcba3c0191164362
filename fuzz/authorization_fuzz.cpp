// Credentials that are accepted come back from their own encoding.
#include "attesto/wire/authorization.hpp"

#include <string>

#include "attesto/wire/base64url.hpp"
#include "attesto/wire/percent.hpp"
#include "attesto/wire/utf8.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

void check_basic(std::string_view field) {
  const auto credentials = parse_basic(field);
  if (!credentials) return;
  fuzz::require(is_utf8(credentials->user_id) && is_utf8(credentials->password.expose()),
                "credentials that are no text");
  const std::string pair = percent_encode(credentials->user_id) + ':' + percent_encode(credentials->password.expose());
  const auto again = parse_basic("Basic " + base64_encode(as_bytes(pair)));
  fuzz::require(
      again && again->user_id == credentials->user_id && again->password.matches(credentials->password.expose()),
      "credentials do not come back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = fuzz::text_of(data, size);
  check_basic(field);
  check_basic("Basic " + base64_encode(as_bytes(field)));
  if (const auto token = parse_bearer(field)) {
    fuzz::require(!token->empty() && field.ends_with(*token), "a token that is not the end of the field");
    fuzz::require(token->find_first_of(" ,\"\t\r\n") == std::string_view::npos, "more than one token");
    fuzz::require(!parse_basic(field), "one field, two schemes");
  }
  return 0;
}
