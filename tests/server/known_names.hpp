// Names that a server may advertise - IANA OAuth Parameters, OIDC Core §5.1, RFC 8414 §2.
#pragma once

#include <array>

namespace attesto {

inline constexpr const char* kTokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
/// Names that exist somewhere; whether they do here is what the metadata says.
inline constexpr std::array kGrantTypes = {"authorization_code",
                                           "refresh_token",
                                           "client_credentials",
                                           "implicit",
                                           "password",
                                           kTokenExchange,
                                           "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                           "urn:ietf:params:oauth:grant-type:device_code",
                                           "urn:openid:params:grant-type:ciba"};
inline constexpr std::array kAuthMethods = {"client_secret_basic",        "client_secret_post", "none",
                                            "client_secret_jwt",          "private_key_jwt",    "tls_client_auth",
                                            "self_signed_tls_client_auth"};
inline constexpr std::array kResponseTypes = {"code", "token", "id_token", "code id_token", "code token", "none"};
inline constexpr std::array kResponseModes = {"query", "fragment", "form_post", "jwt", "query.jwt"};
inline constexpr std::array kChallengeMethods = {"S256", "plain"};
inline constexpr std::array kPrompts = {"none", "login", "consent", "select_account", "create"};
/// OIDC Core §5.1, and one of the host's own.
inline constexpr std::array kHostClaims = {"name",
                                           "family_name",
                                           "given_name",
                                           "middle_name",
                                           "nickname",
                                           "preferred_username",
                                           "profile",
                                           "picture",
                                           "website",
                                           "gender",
                                           "birthdate",
                                           "zoneinfo",
                                           "locale",
                                           "updated_at",
                                           "email",
                                           "email_verified",
                                           "address",
                                           "phone_number",
                                           "phone_number_verified",
                                           "groups"};
inline constexpr std::array kResources = {"https://api.example", "https://other.example"};
inline constexpr const char* kQueue = "urn:example:queue";  ///< no URL, so not in the metadata (RFC 9728 §1.2)
inline constexpr std::array kDetailTypes = {"payment", "house"};
/// Every member of the metadata that advertised_test judges.
inline constexpr std::array kForEveryone = {"issuer",
                                            "token_endpoint",
                                            "jwks_uri",
                                            "revocation_endpoint",
                                            "introspection_endpoint",
                                            "scopes_supported",
                                            "protected_resources",
                                            "authorization_details_types_supported",
                                            "dpop_signing_alg_values_supported",
                                            "response_types_supported",
                                            "grant_types_supported",
                                            "token_endpoint_auth_methods_supported",
                                            "token_endpoint_auth_signing_alg_values_supported",
                                            "revocation_endpoint_auth_methods_supported",
                                            "revocation_endpoint_auth_signing_alg_values_supported",
                                            "introspection_endpoint_auth_methods_supported",
                                            "introspection_endpoint_auth_signing_alg_values_supported",
                                            "tls_client_certificate_bound_access_tokens"};
inline constexpr std::array kForEndUsers = {"authorization_endpoint",
                                            "pushed_authorization_request_endpoint",
                                            "require_pushed_authorization_requests",
                                            "userinfo_endpoint",
                                            "response_modes_supported",
                                            "code_challenge_methods_supported",
                                            "authorization_response_iss_parameter_supported",
                                            "subject_types_supported",
                                            "id_token_signing_alg_values_supported",
                                            "claim_types_supported",
                                            "claims_supported",
                                            "prompt_values_supported",
                                            "claims_parameter_supported",
                                            "request_parameter_supported",
                                            "request_object_signing_alg_values_supported",
                                            "require_signed_request_object",
                                            "request_uri_parameter_supported"};

}  // namespace attesto
