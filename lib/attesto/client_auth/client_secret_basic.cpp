// client_secret_basic - RFC 6749 §2.3.1, RFC 7617.
#include "attesto/client_auth/client_secret.hpp"
#include "attesto/wire/authorization.hpp"

namespace attesto::inline v0 {
namespace {

/// Any Authorization field is an attempt: an unknown scheme must not count as "no authentication".
bool is_used(const http::Request& request, const Form&) { return request.header_count("authorization") > 0; }

Result<PresentedCredentials> read(const http::Request& request, const Form&) {
  constexpr auto refuse = [] {
    return fail(ErrorCode::invalid_client, "the Authorization header must be one well-formed Basic credential",
                Reason::client_credentials_malformed);
  };
  if (request.header_count("authorization") != 1) return refuse();
  auto credentials = parse_basic(*request.header("authorization"));
  if (!credentials || credentials->user_id.empty() || credentials->password.empty()) return refuse();
  return PresentedCredentials{ClientId(std::move(credentials->user_id)), std::move(credentials->password)};
}

}  // namespace

extern const Method client_secret_basic_method{ClientAuthMethod::client_secret_basic, is_secret_offered, is_used, read,
                                               verify_client_secret};

}  // namespace attesto::inline v0
