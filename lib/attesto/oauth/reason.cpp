#include "attesto/oauth/reason.hpp"

#include <utility>

namespace attesto::inline v0 {

ReasonText describe(Reason reason) noexcept {
  switch (reason) {
    case Reason::method_not_allowed:
      return {"method_not_allowed", "RFC 9110 15.5.6", "", "use a method that the header Allow names"};
    case Reason::media_type:
      return {"media_type", "RFC 6749 3.2", "", "send the parameters as application/x-www-form-urlencoded"};
    case Reason::body_too_large:
      return {"body_too_large", "RFC 9110 15.5.14", "", "send less; docs/limits.md has the limit"};
    case Reason::form_syntax:
      return {"form_syntax", "RFC 6749 appendix B", "", "encode each name and value as a form does, in UTF-8"};
    case Reason::parameter_repeated: return {"parameter_repeated", "RFC 6749 3.2", "", "send each parameter once"};
    case Reason::parameter_missing:
      return {"parameter_missing", "RFC 6749 5.2", "", "send the parameter that error_description names"};
    case Reason::parameter_in_query:
      return {"parameter_in_query", "RFC 6749 3.2", "", "send every parameter in the body, none in the URL"};
    case Reason::unsupported_grant_type:
      return {"unsupported_grant_type", "RFC 6749 5.2", "Config::end_users, Config::decide_exchange",
              "use a grant of grant_types_supported, or configure what that grant needs"};
    case Reason::internal_failure:
      return {"internal_failure", "RFC 6749 4.1.2.1", "",
              "look for the cause in the host: a callback threw or answered what it may not, or a key is missing"};
    case Reason::store_unavailable:
      return {"store_unavailable", "RFC 9110 15.6.4", "Config::store",
              "look at the database; the client may repeat the request"};
    case Reason::host_unavailable:
      return {"host_unavailable", "RFC 9110 15.6.4", "",
              "look at the callbacks of the host: one answered Unavailable; the client may repeat the request"};
    case Reason::client_credentials_missing:
      return {"client_credentials_missing", "RFC 6749 3.2.1", "Client::token_endpoint_auth_method",
              "send the credentials that the client is registered for"};
    case Reason::client_credentials_malformed:
      return {"client_credentials_malformed", "RFC 6749 2.3.1", "",
              "form-encode client_id and secret, join them by a colon, and encode that in base64"};
    case Reason::client_several_methods:
      return {"client_several_methods", "RFC 6749 2.3", "",
              "show credentials in one way: a header, the body, or an assertion"};
    case Reason::client_unknown:
      return {"client_unknown", "RFC 6749 5.2", "Config::load_client", "register the client, or correct its client_id"};
    case Reason::client_disabled:
      return {"client_disabled", "RFC 6749 5.2", "Client::disabled", "enable the client again if it may come back"};
    case Reason::client_wrong_method:
      return {"client_wrong_method", "RFC 7591 2", "Client::token_endpoint_auth_method",
              "authenticate as the client is registered, or register the other method"};
    case Reason::client_wrong_secret:
      return {"client_wrong_secret", "RFC 6749 5.2", "Client::client_secret_sha256, Config::verify_client_secret",
              "compare the secret of the client with the registered one, or make a new one"};
    case Reason::client_id_mismatch:
      return {"client_id_mismatch", "RFC 6749 3.2.1", "",
              "send the same client_id in the body as in the credentials, or none"};
    case Reason::client_grant_not_allowed:
      return {"client_grant_not_allowed", "RFC 6749 5.2", "Client::grant_types",
              "register the client for that grant_type"};
    case Reason::redirect_uri_missing:
      return {"redirect_uri_missing", "OIDC Core 3.1.2.1", "Client::redirect_uris",
              "send the redirect_uri; it may be left out in no request"};
    case Reason::redirect_uri_mismatch:
      return {"redirect_uri_mismatch", "RFC 9700 2.1", "Client::redirect_uris",
              "register the redirect_uri as the client sends it, byte for byte"};
    case Reason::response_type_missing:
      return {"response_type_missing", "RFC 6749 3.1.1", "", "send response_type=code"};
    case Reason::response_type_unsupported:
      return {"response_type_unsupported", "RFC 6749 4.1.2.1", "", "send response_type=code; no other is offered"};
    case Reason::response_mode_unsupported:
      return {"response_mode_unsupported", "OAuth Multiple Response Types 2.1", "",
              "use a mode of response_modes_supported"};
    case Reason::request_object_unsupported:
      return {"request_object_unsupported", "OIDC Core 6.1", "Config::request_objects",
              "name the algorithms that requests may be signed with, or send plain parameters"};
    case Reason::request_uri_unsupported:
      return {"request_uri_unsupported", "OIDC Core 6.2", "",
              "push the request to the PAR endpoint and use the request_uri that it gives"};
    case Reason::request_object_and_uri:
      return {"request_object_and_uri", "RFC 9101 5", "", "send request or request_uri, not both"};
    case Reason::request_object_required:
      return {"request_object_required", "RFC 9101 10.5",
              "Config::request_objects, Client::require_signed_request_object",
              "sign the request, or no longer require it"};
    case Reason::pushed_request_nested:
      return {"pushed_request_nested", "RFC 9126 2.1", "", "push the parameters themselves, without request_uri"};
    case Reason::pushed_request_unknown:
      return {"pushed_request_unknown", "RFC 9126 4", "",
              "push the request again: nothing is stored under this request_uri"};
    case Reason::pushed_request_expired:
      return {"pushed_request_expired", "RFC 9126 4", "Config::lifetimes",
              "push shortly before the browser is sent, or lengthen lifetimes.pushed_request"};
    case Reason::pushed_request_used:
      return {"pushed_request_used", "RFC 9126 4", "", "push anew for each authorization"};
    case Reason::pushed_request_other_client:
      return {"pushed_request_other_client", "RFC 9126 2.2", "",
              "use the request_uri with the client_id that pushed it"};
    case Reason::pushed_request_required:
      return {"pushed_request_required", "RFC 9126 5",
              "Config::require_pushed_authorization_requests, Client::require_pushed_authorization_requests",
              "push the request, or no longer require it"};
    case Reason::pkce_missing:
      return {"pkce_missing", "RFC 9700 2.1.1", "Config::require_pkce",
              "send code_challenge with code_challenge_method=S256"};
    case Reason::pkce_method:
      return {"pkce_method", "RFC 7636 4.4.1", "", "send code_challenge_method=S256; plain protects nothing"};
    case Reason::pkce_syntax:
      return {"pkce_syntax", "RFC 7636 4.2", "",
              "make the code_challenge of 43 characters, and the code_verifier of 43 to 128, of those that RFC 7636 "
              "allows"};
    case Reason::dpop_jkt_syntax:
      return {"dpop_jkt_syntax", "RFC 9449 10", "",
              "send the SHA-256 thumbprint of the key in base64url, 43 characters"};
    case Reason::scope_syntax:
      return {"scope_syntax", "RFC 6749 3.3", "", "separate scopes by one space; no quotes, no backslashes"};
    case Reason::scope_not_allowed:
      return {"scope_not_allowed", "RFC 6749 3.3", "Client::scope, Config::narrow_scope",
              "register the scope for the client, or ask for less"};
    case Reason::prompt_syntax:
      return {"prompt_syntax", "OIDC Core 3.1.2.1", "", "send values of prompt_values_supported, and none only alone"};
    case Reason::max_age_syntax:
      return {"max_age_syntax", "OIDC Core 3.1.2.1", "", "send max_age as a number of seconds"};
    case Reason::claims_syntax:
      return {"claims_syntax", "OIDC Core 5.5", "", "send claims as the JSON object of OIDC Core 5.5"};
    case Reason::claims_subject_mismatch:
      return {"claims_subject_mismatch", "OIDC Core 5.5.1", "", "log in as the user that the client asked for"};
    case Reason::acr_unmet:
      return {"acr_unmet", "OIDC Core 5.5.1.1", "EndUsers::authenticate_resource_owner",
              "let the login reach that acr, or no longer demand it as essential"};
    case Reason::state_too_long:
      return {"state_too_long", "RFC 6749 4.1.1", "", "keep state short; docs/limits.md has the limit"};
    case Reason::nonce_too_long:
      return {"nonce_too_long", "OIDC Core 3.1.2.1", "", "keep nonce short; docs/limits.md has the limit"};
    case Reason::login_required:
      return {"login_required", "OIDC Core 3.1.2.6", "",
              "send the user without prompt=none, so that a login page can be shown"};
    case Reason::consent_required:
      return {"consent_required", "OIDC Core 3.1.2.6", "EndUsers::consent",
              "send the user without prompt=none, so that they can be asked"};
    case Reason::access_denied:
      return {"access_denied", "RFC 6749 4.1.2.1", "", "nothing is wrong: the user, or the host for them, said no"};
    case Reason::interaction_unknown:
      return {"interaction_unknown", "RFC 6749 10.12", "",
              "start again at the client: the address is incomplete, or very old"};
    case Reason::interaction_expired:
      return {"interaction_expired", "RFC 6749 10.12", "EndUsers::interaction_lifetime",
              "start again at the client, or give people more time"};
    case Reason::interaction_completed:
      return {"interaction_completed", "RFC 6749 10.12", "", "start again at the client: the page was sent twice"};
    case Reason::interaction_other_browser:
      return {"interaction_other_browser", "RFC 6749 10.12", "",
              "finish where it began, with cookies allowed for this site"};
    case Reason::id_token_hint_invalid:
      return {"id_token_hint_invalid", "OIDC Core 3.1.2.1", "",
              "send an ID token of this issuer that was made for this client"};
    case Reason::code_unknown:
      return {"code_unknown", "RFC 6749 4.1.3", "",
              "redeem the code where it was issued, whole, and before it is forgotten"};
    case Reason::code_expired:
      return {"code_expired", "RFC 6749 4.1.2", "Config::lifetimes",
              "redeem the code at once, or lengthen lifetimes.authorization_code"};
    case Reason::code_reused:
      return {"code_reused", "RFC 6749 4.1.2", "",
              "find out who sent the code twice: its tokens were revoked, since it may have been stolen"};
    case Reason::code_other_client:
      return {"code_other_client", "RFC 6749 4.1.3", "", "redeem the code as the client that asked for it"};
    case Reason::code_redirect_mismatch:
      return {"code_redirect_mismatch", "RFC 6749 4.1.3", "",
              "send the same redirect_uri as in the authorization request"};
    case Reason::pkce_mismatch:
      return {"pkce_mismatch", "RFC 7636 4.6", "", "send the code_verifier of this very authorization request"};
    case Reason::pkce_unexpected_verifier:
      return {"pkce_unexpected_verifier", "RFC 9700 4.8.2", "",
              "send code_verifier only where the authorization request had a code_challenge"};
    case Reason::refresh_unknown:
      return {"refresh_unknown", "RFC 6749 6", "",
              "send the newest refresh token, whole, to the server that issued it"};
    case Reason::refresh_expired:
      return {"refresh_expired", "RFC 6749 6", "Config::lifetimes",
              "let the user log in again, or lengthen lifetimes.refresh_token and refresh_family"};
    case Reason::refresh_reused:
      return {"refresh_reused", "RFC 9700 4.14.2", "Config::lifetimes",
              "store the new refresh token before using it; lifetimes.refresh_grace lets an honest retry pass"};
    case Reason::refresh_other_client:
      return {"refresh_other_client", "RFC 6749 6", "", "refresh as the client that the token was issued to"};
    case Reason::refresh_scope_wider:
      return {"refresh_scope_wider", "RFC 6749 6", "",
              "ask for what was granted or less; more takes a new authorization"};
    case Reason::family_revoked:
      return {"family_revoked", "RFC 7009 2.1", "",
              "let the user log in again: the authorization was taken back, or a token of it was used twice"};
    case Reason::subject_gone:
      return {"subject_gone", "RFC 6749 5.2", "EndUsers::subject_is_active",
              "nothing to do if the user was switched off on purpose"};
    case Reason::resource_syntax:
      return {"resource_syntax", "RFC 8707 2", "", "send an absolute URI without a fragment, at most 16 of them"};
    case Reason::target_unknown:
      return {"target_unknown", "RFC 8707 2", "Config::targets",
              "add the resource to targets.resources, or correct what the client sends"};
    case Reason::target_refused:
      return {"target_refused", "RFC 8707 2", "Config::targets", "let targets.check allow it to the client"};
    case Reason::target_not_granted:
      return {"target_not_granted", "RFC 8707 2.2", "Config::decide_exchange",
              "ask for a target that was granted; an exchange may name further ones in its answer"};
    case Reason::authorization_details_syntax:
      return {"authorization_details_syntax", "RFC 9396 5", "", "send a JSON array of objects, each with a type"};
    case Reason::authorization_details_type:
      return {"authorization_details_type", "RFC 9396 5", "Config::targets",
              "add the type to targets.authorization_details_types, or correct what the client sends"};
    case Reason::authorization_details_refused:
      return {"authorization_details_refused", "RFC 9396 5", "Config::targets",
              "let targets.check allow the entry to the client"};
    case Reason::authorization_details_wider:
      return {"authorization_details_wider", "RFC 9396 7", "", "send whole entries that were granted, and no others"};
    case Reason::exchange_token_type:
      return {"exchange_token_type", "RFC 8693 2.1", "", "send access tokens, and say so in their types"};
    case Reason::exchange_scope_wider:
      return {"exchange_scope_wider", "RFC 8693 2.2.2", "", "ask for the scope of the subject_token or less"};
    case Reason::exchange_actor_not_own:
      return {"exchange_actor_not_own", "RFC 8693 2.1", "", "send an actor_token that was issued to the client itself"};
    case Reason::exchange_actor_delegated:
      return {"exchange_actor_delegated", "RFC 8693 4.1", "", "send an actor_token in which nobody acts for another"};
    case Reason::exchange_chain_too_long:
      return {"exchange_chain_too_long", "RFC 8693 4.1", "", "exchange less often: five actors are the most"};
    case Reason::exchange_may_act:
      return {"exchange_may_act", "RFC 8693 4.4", "", "let the party that may_act names make the exchange"};
    case Reason::exchange_denied:
      return {"exchange_denied", "RFC 8693 2.2.2", "Config::decide_exchange",
              "let decide_exchange grant it, if this client may"};
    case Reason::token_missing:
      return {"token_missing", "RFC 6750 3.1", "", "send Authorization with the access token"};
    case Reason::token_several: return {"token_several", "RFC 6750 2", "", "send the access token once"};
    case Reason::token_malformed:
      return {"token_malformed", "RFC 6750 3.1", "",
              "send an access token of this issuer, not an ID token and not a part of one"};
    case Reason::token_expired:
      return {"token_expired", "RFC 9068 4", "Config::lifetimes",
              "get a new token, or lengthen lifetimes.access_token"};
    case Reason::token_wrong_audience:
      return {"token_wrong_audience", "RFC 9068 4", "Config::audience",
              "get a token for this resource, with the parameter resource"};
    case Reason::token_revoked:
      return {"token_revoked", "RFC 7009 2", "",
              "get a new token: this one, or the authorization that it came from, was taken back"};
    case Reason::introspection_not_permitted:
      return {"introspection_not_permitted", "RFC 7662 4", "Config::introspection",
              "name the caller and its resource in introspection.resource_servers, if it may see the token"};
    case Reason::scope_insufficient:
      return {"scope_insufficient", "RFC 6750 3.1", "", "get a token with the scope that the challenge names"};
    case Reason::dpop_header_count: return {"dpop_header_count", "RFC 9449 4.3 (1)", "", "send one field DPoP"};
    case Reason::dpop_malformed:
      return {"dpop_malformed", "RFC 9449 4.3 (2)", "", "send a JWT of three parts, with the claims of RFC 9449 4.2"};
    case Reason::dpop_type: return {"dpop_type", "RFC 9449 4.3 (4)", "", "set typ to dpop+jwt"};
    case Reason::dpop_algorithm:
      return {"dpop_algorithm", "RFC 9449 4.3 (5)", "Config::dpop",
              "sign with an algorithm of dpop_signing_alg_values_supported"};
    case Reason::dpop_critical_header: return {"dpop_critical_header", "RFC 7515 4.1.11", "", "leave crit out"};
    case Reason::dpop_key_missing:
      return {"dpop_key_missing", "RFC 9449 4.2", "", "put the public key into the header jwk"};
    case Reason::dpop_key_refused:
      return {"dpop_key_refused", "RFC 9449 4.3 (7)", "",
              "use a public key that fits the algorithm, with nothing private in it"};
    case Reason::dpop_signature: return {"dpop_signature", "RFC 9449 4.3 (6)", "", "sign with the private key of jwk"};
    case Reason::dpop_htm: return {"dpop_htm", "RFC 9449 4.3 (8)", "", "set htm to the method of the request"};
    case Reason::dpop_htu:
      return {"dpop_htu", "RFC 9449 4.3 (9)", "Config::issuer",
              "set htu to the public URL of the endpoint; it is made from the issuer, not from Host"};
    case Reason::dpop_iat: return {"dpop_iat", "RFC 9449 4.3 (3)", "", "set iat to the time, in seconds"};
    case Reason::dpop_window:
      return {"dpop_window", "RFC 9449 4.3 (11)", "Config::dpop", "set the clock of the client, or widen dpop.window"};
    case Reason::dpop_jti:
      return {"dpop_jti", "RFC 9449 4.2", "", "give each proof a jti of its own, of reasonable length"};
    case Reason::dpop_ath:
      return {"dpop_ath", "RFC 9449 4.3 (12)", "", "set ath to the SHA-256 of the access token that goes with it"};
    case Reason::dpop_nonce:
      return {"dpop_nonce", "RFC 9449 4.3 (10)", "Config::dpop",
              "repeat the request with the nonce of the field DPoP-Nonce"};
    case Reason::dpop_replayed: return {"dpop_replayed", "RFC 9449 11.1", "", "make a new proof for each request"};
    case Reason::dpop_required:
      return {"dpop_required", "RFC 9449 7.1", "Client::dpop_bound_access_tokens",
              "send a DPoP proof: the client or the token is bound to a key"};
    case Reason::dpop_other_key:
      return {"dpop_other_key", "RFC 9449 4.3 (12)", "",
              "prove with the key that the token, the code or dpop_jkt names"};
    case Reason::dpop_unexpected:
      return {"dpop_unexpected", "RFC 9449 7.1", "", "send bearer tokens as Bearer and without a proof"};
    case Reason::certificate_required:
      return {"certificate_required", "RFC 8705 3",
              "Client::tls_client_certificate_bound_access_tokens, Config::client_certificates",
              "connect with the certificate of the client"};
    case Reason::certificate_other:
      return {"certificate_other", "RFC 8705 3", "", "connect with the certificate that the token is bound to"};
    case Reason::certificate_unexpected:
      return {"certificate_unexpected", "RFC 8705 3", "", "leave the certificate out where nothing is bound to one"};
    case Reason::certificate_malformed:
      return {"certificate_malformed", "RFC 5280 4.1", "", "connect with an X.509 certificate in DER"};
    case Reason::certificate_chain:
      return {"certificate_chain", "RFC 8705 2.1", "Config::client_certificates",
              "have the certificate issued by an authority that the server trusts"};
    case Reason::certificate_validity:
      return {"certificate_validity", "RFC 5280 4.1.2.5", "", "renew the certificate of the client, or set the clock"};
    case Reason::certificate_name:
      return {"certificate_name", "RFC 8705 2.1.2", "Client::tls_client_auth_name",
              "register the name that the certificate has"};
    case Reason::certificate_key:
      return {"certificate_key", "RFC 8705 2.2", "Client::jwks", "register the key of the certificate"};
    case Reason::assertion_malformed:
      return {"assertion_malformed", "RFC 7523 3 (9)", "",
              "send a JWT of three parts, with iss, sub, aud, exp and jti"};
    case Reason::assertion_algorithm:
      return {"assertion_algorithm", "RFC 7523 5", "Config::client_assertions, Client::token_endpoint_auth_signing_alg",
              "sign with the algorithm that the client is registered for"};
    case Reason::assertion_signature:
      return {"assertion_signature", "RFC 7523 3 (9)", "Client::jwks",
              "register the key that the client signs with, under its kid"};
    case Reason::assertion_issuer:
      return {"assertion_issuer", "RFC 7523 3 (1, 2)", "", "set iss and sub to the client_id"};
    case Reason::assertion_audience:
      return {"assertion_audience", "RFC 7523 3 (3)", "Config::client_assertions", "set aud to the issuer"};
    case Reason::assertion_expired:
      return {"assertion_expired", "RFC 7523 3 (4)", "",
              "make a new assertion for each request, and set the clock of the client"};
    case Reason::assertion_lifetime:
      return {"assertion_lifetime", "RFC 7523 3 (4)", "",
              "let exp be close; docs/client-authentication.md has the limit"};
    case Reason::assertion_not_yet_valid:
      return {"assertion_not_yet_valid", "RFC 7523 3 (5, 6)", "", "set the clock of the client"};
    case Reason::assertion_jti:
      return {"assertion_jti", "RFC 7523 3 (7)", "", "give each assertion a jti of its own, of reasonable length"};
    case Reason::assertion_replayed:
      return {"assertion_replayed", "RFC 7523 3 (7)", "", "make a new assertion for each request"};
    case Reason::registration_token_refused:
      return {"registration_token_refused", "RFC 7591 3", "Config::registration",
              "get an initial access token that is still good, or let registration.permit take it"};
    case Reason::registration_access_token_refused:
      return {"registration_access_token_refused", "RFC 7592 2", "",
              "send the registration_access_token of the last answer, to registration_client_uri"};
    case Reason::registration_body_syntax:
      return {"registration_body_syntax", "RFC 7591 3.1", "", "send a JSON object as application/json"};
    case Reason::registration_refused:
      return {"registration_refused", "RFC 7591 3.2.2", "Config::registration",
              "let the registration policy take such a client, if it may"};
    case Reason::registration_update_mismatch:
      return {"registration_update_mismatch", "RFC 7592 2.2", "",
              "send the client_id of the client, and the secret that it has or none"};
    case Reason::client_metadata_syntax:
      return {"client_metadata_syntax", "RFC 7591 2", "", "give each member the type and form of RFC 7591 2"};
    case Reason::client_metadata_unsupported:
      return {"client_metadata_unsupported", "RFC 7591 2", "", "use what the metadata of the server says is supported"};
    case Reason::registered_redirect_uri:
      return {"registered_redirect_uri", "RFC 7591 5", "",
              "register https URIs, or loopback and private schemes for native clients, without fragments"};
    case Reason::software_statement_unapproved:
      return {"software_statement_unapproved", "RFC 7591 3.2.2", "Config::registration",
              "leave software_statement out: nobody whose statements are taken is configured"};
    case Reason::request_object_malformed:
      return {"request_object_malformed", "RFC 9101 6", "", "send a JWT of three parts with the parameters as claims"};
    case Reason::request_object_algorithm:
      return {"request_object_algorithm", "RFC 9101 6.2", "Config::request_objects, Client::request_object_signing_alg",
              "sign with the algorithm that the client is registered for"};
    case Reason::request_object_signature:
      return {"request_object_signature", "RFC 9101 6.2", "Client::jwks",
              "register the key that the client signs with, under its kid"};
    case Reason::request_object_issuer:
      return {"request_object_issuer", "RFC 9101 5", "", "set iss to the client_id, and the same in client_id"};
    case Reason::request_object_audience: return {"request_object_audience", "RFC 9101 4", "", "set aud to the issuer"};
    case Reason::request_object_expired:
      return {"request_object_expired", "RFC 7519 4.1.4", "", "sign the request anew, and set the clock of the client"};
    case Reason::request_object_not_yet_valid:
      return {"request_object_not_yet_valid", "RFC 7519 4.1.5", "", "set the clock of the client"};
    case Reason::request_object_lifetime:
      return {"request_object_lifetime", "FAPI 2.0 Message Signing 5.3.1", "", "let exp be at most an hour after nbf"};
    case Reason::request_object_nested:
      return {"request_object_nested", "RFC 9101 4", "", "leave request and request_uri out of the signed request"};
    case Reason::request_object_parameter:
      return {"request_object_parameter", "RFC 9101 4", "", "give each parameter the type that it has outside"};
  }
  std::unreachable();
}

std::optional<Reason> find_reason(std::string_view id) noexcept {
  for (std::size_t number = 0; number < kReasons; ++number) {
    if (describe(static_cast<Reason>(number)).id == id) return static_cast<Reason>(number);
  }
  return std::nullopt;
}

}  // namespace attesto::inline v0
