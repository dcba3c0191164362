#include <array>

#include "attesto/client_auth/method.hpp"

namespace attesto::inline v0 {

extern const Method client_secret_basic_method;
extern const Method client_secret_post_method;

std::span<const Method* const> all_methods() {
  static constexpr std::array kAll = {
      &client_secret_basic_method,  // RFC 6749 §2.3.1
      &client_secret_post_method,   // RFC 6749 §2.3.1
  };
  return kAll;
}

}  // namespace attesto::inline v0
