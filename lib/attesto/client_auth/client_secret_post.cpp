// client_secret_post - RFC 6749 §2.3.1.
#include "attesto/client_auth/client_secret.hpp"

namespace attesto::inline v0 {
namespace {

bool is_used(const http::Request&, const Form& form) { return form.find("client_secret").has_value(); }

Result<PresentedCredentials> read(const http::Request&, const Form& form) {
  const auto client_id = form.find("client_id");
  if (!client_id)
    return fail(ErrorCode::invalid_client, "client_secret came without client_id", Reason::client_credentials_missing);
  return PresentedCredentials{ClientId(*client_id), Secret(*form.find("client_secret"))};
}

}  // namespace

extern const Method client_secret_post_method{ClientAuthMethod::client_secret_post, is_secret_offered, is_used, read,
                                              verify_client_secret};

}  // namespace attesto::inline v0
