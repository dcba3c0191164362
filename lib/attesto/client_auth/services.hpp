// What authenticating clients works with - RFC 6749 §2.3, RFC 7523 §3, RFC 8705 §2.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/policy/client_assertions.hpp"
#include "attesto/policy/client_certificates.hpp"
#include "attesto/policy/client_registry.hpp"
#include "attesto/policy/rate_limiter.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// The parts of one server that authenticating its clients takes; the same for each endpoint.
struct ClientAuthServices {
  const LoadClient& load_client;                                  ///< finds clients
  const std::optional<VerifyClientSecret>& verify_client_secret;  ///< absent: SHA-256 of generated secrets
  const ClientAssertionRules& assertions;                         ///< which assertions are taken
  const std::optional<ClientCertificates>& certificates;          ///< absent: none reach us
  bool require_client_keys;                                       ///< neither secrets nor public clients
  const ReadView& store;                                          ///< knows which assertions were used
  std::string_view issuer;                                        ///< what assertions are addressed to
  std::string_view token_endpoint;      ///< absolute URL; what they may be addressed to as well
  RateLimiter* rate_limiter = nullptr;  ///< null: secrets may be tried as often as anybody likes
};

}  // namespace attesto::inline v0
