// A registered client - RFC 6749 §2, RFC 7591 §2.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/client_keys.hpp"
#include "attesto/oauth/refresh_rotation.hpp"
#include "attesto/oauth/registered_name.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// Wire values of `token_endpoint_auth_method`.
/// @rfc 7591 §2, OIDC Core §9, 8705 §2
enum class ClientAuthMethod : std::uint8_t {
  none,
  client_secret_basic,
  client_secret_post,
  private_key_jwt,
  tls_client_auth,
  self_signed_tls_client_auth,
};

/// The wire value.
[[nodiscard]] std::string_view to_string(ClientAuthMethod method) noexcept;
/// Exact match; nothing for a method that this server doesn't have.
[[nodiscard]] std::optional<ClientAuthMethod> parse_client_auth_method(std::string_view name) noexcept;

/// Wire values of `application_type`.
/// @rfc OIDC Registration §2
enum class ApplicationType : std::uint8_t {
  web,
  native,  ///< an app on the end-user's own device (RFC 8252)
};

/// The wire value.
[[nodiscard]] std::string_view to_string(ApplicationType type) noexcept;
/// Exact match.
[[nodiscard]] std::optional<ApplicationType> parse_application_type(std::string_view name) noexcept;

/// What the host knows about a client. Fields keep their names from RFC 7591 §2.
struct Client {
  ClientId client_id;  ///< RFC 6749 §2.2
  /// `none` makes the client public (RFC 6749 §2.1).
  ClientAuthMethod token_endpoint_auth_method = ClientAuthMethod::client_secret_basic;
  /// SHA-256 of a generated 256-bit secret; absent if the host verifies secrets itself.
  std::optional<Sha256Digest> client_secret_sha256{};
  std::optional<ClientKeys> jwks{};  ///< what it signs with, or the certificates that it made itself
  /// Absent: any algorithm that the server accepts.
  std::optional<Algorithm> token_endpoint_auth_signing_alg{};
  std::optional<RegisteredName> tls_client_auth_name{};     ///< the one of the five parameters of RFC 8705 §2.1.2
  bool tls_client_certificate_bound_access_tokens = false;  ///< RFC 8705 §3.4
  std::vector<std::string> redirect_uris{};                 ///< see may_redirect()
  /// `native` lets the port of a loopback redirect URI vary (RFC 8252 §7.3).
  ApplicationType application_type = ApplicationType::web;
  std::vector<std::string> grant_types{};  ///< values of `grant_type` that it may send
  Scope scope{};                           ///< what the client may ask for
  std::string client_name{};               ///< shown to the end-user
  /// Whether its authorization requests must be pushed (RFC 9126 §6).
  bool require_pushed_authorization_requests = false;
  /// The only `alg` of its request objects; absent: any that the server takes (OIDC Registration §2).
  std::optional<Algorithm> request_object_signing_alg{};
  bool require_signed_request_object = false;  ///< whether plain parameters are refused (RFC 9101 §10.5)
  /// Absent: the server's default algorithm.
  std::optional<Algorithm> id_token_signed_response_alg{};
  bool dpop_bound_access_tokens = false;  ///< no token without a DPoP proof (RFC 9449 §5.2)
  /// Whether its assertions must be addressed to the issuer alone, also where the server takes others.
  bool require_issuer_audience = false;
  /// Absent: the server's, which it can only shorten (RFC 6749 §4.1.2).
  std::optional<std::chrono::seconds> authorization_code_lifetime{};
  std::optional<RefreshRotation> refresh_token_rotation{};  ///< absent: as the server does (RFC 9700 §4.14.2)
  std::string client_uri{};             ///< its home page; this and the next three are `https` URLs, shown to people
  std::string logo_uri{};               ///< a picture; never loaded by us
  std::string policy_uri{};             ///< how it uses what it learns of the end-user
  std::string tos_uri{};                ///< its terms of service
  std::string initiate_login_uri{};     ///< `https` URL that starts a login at the client (OIDC Core §4)
  std::vector<std::string> contacts{};  ///< of people who look after it
  std::string software_id{};            ///< the same for all instances of a program
  std::string software_version{};       ///< of that program
  bool disabled = false;                ///< answers like a client that does not exist

  /// Whether it has no credentials (RFC 6749 §2.1).
  [[nodiscard]] bool is_public() const noexcept { return token_endpoint_auth_method == ClientAuthMethod::none; }
  /// Whether it is registered for that `grant_type`.
  [[nodiscard]] bool may_use(std::string_view grant_type) const noexcept;
};

}  // namespace attesto::inline v0
