// What `attesto client add` was asked for.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "attesto/base/random.hpp"
#include "attesto/oauth/client.hpp"

namespace attesto_cli {

/// Options of the command line, as typed.
struct ClientRequest {
  std::string name{};
  std::optional<std::string> client_id{};  ///< absent: one is generated
  std::vector<std::string> redirect_uris{};
  std::vector<std::string> grant_types{};  ///< empty: authorization_code (RFC 7591 §2)
  std::string scope{};
  bool is_public = false;
  bool is_native = false;      ///< then it is public too (RFC 8252 §8.4)
  bool is_dpop_bound = false;  ///< no token without a DPoP proof (RFC 9449 §5.2)
  std::optional<std::string> auth_method{};
  std::optional<std::string> id_token_alg{};
  bool require_par = false;                         ///< RFC 9126 §6
  std::optional<std::string> request_object_alg{};  ///< OIDC Registration §2
  bool require_signed_request = false;              ///< RFC 9101 §10.5
  std::optional<std::string> jwks{};                ///< the JSON of a JWK Set
  std::optional<std::string> assertion_alg{};
  std::optional<std::string> tls_subject_dn{};
  std::optional<std::string> tls_san_dns{};
  std::optional<std::string> tls_san_uri{};
  std::optional<std::string> tls_san_ip{};
  std::optional<std::string> tls_san_email{};
  bool certificate_bound_tokens = false;
};

/// Checks everything and builds the client, still without a secret.
/// @error  all faults, each with its option and what to do
[[nodiscard]] std::expected<attesto::Client, std::vector<std::string>> check_client_request(
    const ClientRequest& request, attesto::Random& random);

/// Whether the client authenticates with a secret (RFC 6749 §2.3.1).
[[nodiscard]] bool has_secret(const attesto::Client& client) noexcept;

}  // namespace attesto_cli
