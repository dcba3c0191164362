#include "attesto/resource/presented_token.hpp"

#include <array>
#include <utility>

#include "attesto/wire/authorization.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::pair<std::string_view, TokenScheme>, 2> kSchemes = {
    {{"Bearer", TokenScheme::bearer}, {"DPoP", TokenScheme::dpop}}};

Result<PresentedToken> read_field(std::string_view field) {
  for (const auto& [name, scheme] : kSchemes) {
    if (!http::equal_ignoring_case(field.substr(0, field.find(' ')), name)) continue;
    if (const auto token = credentials_of_scheme(field, name)) return PresentedToken{scheme, std::string(*token)};
    return fail(ErrorCode::invalid_token, "the Authorization header holds no well-formed token",
                Reason::token_malformed);
  }
  // "attempted using an unsupported authentication method": like no token at all (RFC 6750 §3.1)
  return fail(ErrorCode::invalid_token, "an access token is missing", Reason::token_missing);
}

}  // namespace

Result<PresentedToken> find_access_token(const http::Request& request, const Form* form) {
  const std::size_t fields = request.header_count("authorization");
  const auto in_body = form ? form->find("access_token") : std::nullopt;
  if (fields + (in_body ? 1 : 0) > 1)
    return fail(ErrorCode::invalid_request, "send the access token once, in one place", Reason::token_several);
  if (in_body) return PresentedToken{TokenScheme::bearer, std::string(*in_body)};
  if (fields == 0) return fail(ErrorCode::invalid_token, "an access token is missing", Reason::token_missing);
  return read_field(*request.header("authorization"));
}

}  // namespace attesto::inline v0
