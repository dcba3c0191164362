#include <array>

#include "attesto/client_auth/method.hpp"

namespace attesto::inline v0 {

extern const Method client_secret_basic_method;
extern const Method client_secret_post_method;
extern const Method private_key_jwt_method;
extern const Method tls_client_auth_method;
extern const Method self_signed_tls_client_auth_method;

std::span<const Method* const> all_methods() {
  static constexpr std::array kAll = {
      &client_secret_basic_method,          // RFC 6749 §2.3.1
      &client_secret_post_method,           // RFC 6749 §2.3.1
      &private_key_jwt_method,              // RFC 7523 §2.2, OIDC Core §9
      &tls_client_auth_method,              // RFC 8705 §2.1
      &self_signed_tls_client_auth_method,  // RFC 8705 §2.2
  };
  return kAll;
}

}  // namespace attesto::inline v0
