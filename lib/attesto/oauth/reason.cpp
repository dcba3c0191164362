#include "attesto/oauth/reason.hpp"

#include <utility>

namespace attesto::inline v0 {

ReasonText describe(Reason reason) noexcept {
  switch (reason) {
    case Reason::method_not_allowed: return {"method_not_allowed", "RFC 9110 15.5.6"};
    case Reason::media_type: return {"media_type", "RFC 6749 3.2"};
    case Reason::body_too_large: return {"body_too_large", "RFC 9110 15.5.14"};
    case Reason::form_syntax: return {"form_syntax", "RFC 6749 appendix B"};
    case Reason::parameter_repeated: return {"parameter_repeated", "RFC 6749 3.2"};
    case Reason::parameter_missing: return {"parameter_missing", "RFC 6749 5.2"};
    case Reason::parameter_in_query: return {"parameter_in_query", "RFC 6749 3.2"};
    case Reason::unsupported_grant_type: return {"unsupported_grant_type", "RFC 6749 5.2"};
    case Reason::internal_failure: return {"internal_failure", "RFC 6749 4.1.2.1"};
    case Reason::store_unavailable: return {"store_unavailable", "RFC 9110 15.6.4"};
    case Reason::host_unavailable: return {"host_unavailable", "RFC 9110 15.6.4"};
    case Reason::client_credentials_missing: return {"client_credentials_missing", "RFC 6749 3.2.1"};
    case Reason::client_credentials_malformed: return {"client_credentials_malformed", "RFC 6749 2.3.1"};
    case Reason::client_several_methods: return {"client_several_methods", "RFC 6749 2.3"};
    case Reason::client_unknown: return {"client_unknown", "RFC 6749 5.2"};
    case Reason::client_disabled: return {"client_disabled", "RFC 6749 5.2"};
    case Reason::client_wrong_method: return {"client_wrong_method", "RFC 7591 2"};
    case Reason::client_wrong_secret: return {"client_wrong_secret", "RFC 6749 5.2"};
    case Reason::client_id_mismatch: return {"client_id_mismatch", "RFC 6749 3.2.1"};
    case Reason::client_grant_not_allowed: return {"client_grant_not_allowed", "RFC 6749 5.2"};
    case Reason::redirect_uri_missing: return {"redirect_uri_missing", "OIDC Core 3.1.2.1"};
    case Reason::redirect_uri_mismatch: return {"redirect_uri_mismatch", "RFC 9700 2.1"};
    case Reason::response_type_missing: return {"response_type_missing", "RFC 6749 3.1.1"};
    case Reason::response_type_unsupported: return {"response_type_unsupported", "RFC 6749 4.1.2.1"};
    case Reason::response_mode_unsupported: return {"response_mode_unsupported", "OAuth Multiple Response Types 2.1"};
    case Reason::request_object_unsupported: return {"request_object_unsupported", "OIDC Core 6.1"};
    case Reason::request_uri_unsupported: return {"request_uri_unsupported", "OIDC Core 6.2"};
    case Reason::pkce_missing: return {"pkce_missing", "RFC 9700 2.1.1"};
    case Reason::pkce_method: return {"pkce_method", "RFC 7636 4.4.1"};
    case Reason::pkce_syntax: return {"pkce_syntax", "RFC 7636 4.2"};
    case Reason::scope_syntax: return {"scope_syntax", "RFC 6749 3.3"};
    case Reason::scope_not_allowed: return {"scope_not_allowed", "RFC 6749 3.3"};
    case Reason::prompt_syntax: return {"prompt_syntax", "OIDC Core 3.1.2.1"};
    case Reason::max_age_syntax: return {"max_age_syntax", "OIDC Core 3.1.2.1"};
    case Reason::state_too_long: return {"state_too_long", "RFC 6749 4.1.1"};
    case Reason::nonce_too_long: return {"nonce_too_long", "OIDC Core 3.1.2.1"};
    case Reason::login_required: return {"login_required", "OIDC Core 3.1.2.6"};
    case Reason::consent_required: return {"consent_required", "OIDC Core 3.1.2.6"};
    case Reason::access_denied: return {"access_denied", "RFC 6749 4.1.2.1"};
    case Reason::interaction_unknown: return {"interaction_unknown", "RFC 6749 10.12"};
    case Reason::interaction_expired: return {"interaction_expired", "RFC 6749 10.12"};
    case Reason::interaction_completed: return {"interaction_completed", "RFC 6749 10.12"};
    case Reason::interaction_other_browser: return {"interaction_other_browser", "RFC 6749 10.12"};
    case Reason::id_token_hint_invalid: return {"id_token_hint_invalid", "OIDC Core 3.1.2.1"};
    case Reason::code_unknown: return {"code_unknown", "RFC 6749 4.1.3"};
    case Reason::code_expired: return {"code_expired", "RFC 6749 4.1.2"};
    case Reason::code_reused: return {"code_reused", "RFC 6749 4.1.2"};
    case Reason::code_other_client: return {"code_other_client", "RFC 6749 4.1.3"};
    case Reason::code_redirect_mismatch: return {"code_redirect_mismatch", "RFC 6749 4.1.3"};
    case Reason::pkce_mismatch: return {"pkce_mismatch", "RFC 7636 4.6"};
    case Reason::pkce_unexpected_verifier: return {"pkce_unexpected_verifier", "RFC 9700 4.8.2"};
    case Reason::refresh_unknown: return {"refresh_unknown", "RFC 6749 6"};
    case Reason::refresh_expired: return {"refresh_expired", "RFC 6749 6"};
    case Reason::refresh_reused: return {"refresh_reused", "RFC 9700 4.14.2"};
    case Reason::refresh_other_client: return {"refresh_other_client", "RFC 6749 6"};
    case Reason::refresh_scope_wider: return {"refresh_scope_wider", "RFC 6749 6"};
    case Reason::family_revoked: return {"family_revoked", "RFC 7009 2.1"};
    case Reason::subject_gone: return {"subject_gone", "RFC 6749 5.2"};
    case Reason::token_missing: return {"token_missing", "RFC 6750 3.1"};
    case Reason::token_several: return {"token_several", "RFC 6750 2"};
    case Reason::token_malformed: return {"token_malformed", "RFC 6750 3.1"};
    case Reason::token_expired: return {"token_expired", "RFC 9068 4"};
    case Reason::token_wrong_audience: return {"token_wrong_audience", "RFC 9068 4"};
    case Reason::token_revoked: return {"token_revoked", "RFC 7009 2"};
    case Reason::scope_insufficient: return {"scope_insufficient", "RFC 6750 3.1"};
    case Reason::dpop_header_count: return {"dpop_header_count", "RFC 9449 4.3 (1)"};
    case Reason::dpop_malformed: return {"dpop_malformed", "RFC 9449 4.3 (2)"};
    case Reason::dpop_type: return {"dpop_type", "RFC 9449 4.3 (4)"};
    case Reason::dpop_algorithm: return {"dpop_algorithm", "RFC 9449 4.3 (5)"};
    case Reason::dpop_critical_header: return {"dpop_critical_header", "RFC 7515 4.1.11"};
    case Reason::dpop_key_missing: return {"dpop_key_missing", "RFC 9449 4.2"};
    case Reason::dpop_key_refused: return {"dpop_key_refused", "RFC 9449 4.3 (7)"};
    case Reason::dpop_signature: return {"dpop_signature", "RFC 9449 4.3 (6)"};
    case Reason::dpop_htm: return {"dpop_htm", "RFC 9449 4.3 (8)"};
    case Reason::dpop_htu: return {"dpop_htu", "RFC 9449 4.3 (9)"};
    case Reason::dpop_iat: return {"dpop_iat", "RFC 9449 4.3 (3)"};
    case Reason::dpop_window: return {"dpop_window", "RFC 9449 4.3 (11)"};
    case Reason::dpop_jti: return {"dpop_jti", "RFC 9449 4.2"};
    case Reason::dpop_ath: return {"dpop_ath", "RFC 9449 4.3 (12)"};
    case Reason::dpop_nonce: return {"dpop_nonce", "RFC 9449 4.3 (10)"};
    case Reason::dpop_replayed: return {"dpop_replayed", "RFC 9449 11.1"};
    case Reason::dpop_required: return {"dpop_required", "RFC 9449 7.1"};
    case Reason::dpop_other_key: return {"dpop_other_key", "RFC 9449 4.3 (12)"};
    case Reason::dpop_unexpected: return {"dpop_unexpected", "RFC 9449 7.1"};
    case Reason::certificate_required: return {"certificate_required", "RFC 8705 3"};
    case Reason::certificate_other: return {"certificate_other", "RFC 8705 3"};
    case Reason::certificate_unexpected: return {"certificate_unexpected", "RFC 8705 3"};
    case Reason::certificate_malformed: return {"certificate_malformed", "RFC 5280 4.1"};
    case Reason::certificate_chain: return {"certificate_chain", "RFC 8705 2.1"};
    case Reason::certificate_validity: return {"certificate_validity", "RFC 5280 4.1.2.5"};
    case Reason::certificate_name: return {"certificate_name", "RFC 8705 2.1.2"};
    case Reason::certificate_key: return {"certificate_key", "RFC 8705 2.2"};
    case Reason::assertion_malformed: return {"assertion_malformed", "RFC 7523 3 (9)"};
    case Reason::assertion_algorithm: return {"assertion_algorithm", "RFC 7523 5"};
    case Reason::assertion_signature: return {"assertion_signature", "RFC 7523 3 (9)"};
    case Reason::assertion_issuer: return {"assertion_issuer", "RFC 7523 3 (1, 2)"};
    case Reason::assertion_audience: return {"assertion_audience", "RFC 7523 3 (3)"};
    case Reason::assertion_expired: return {"assertion_expired", "RFC 7523 3 (4)"};
    case Reason::assertion_lifetime: return {"assertion_lifetime", "RFC 7523 3 (4)"};
    case Reason::assertion_not_yet_valid: return {"assertion_not_yet_valid", "RFC 7523 3 (5, 6)"};
    case Reason::assertion_jti: return {"assertion_jti", "RFC 7523 3 (7)"};
    case Reason::assertion_replayed: return {"assertion_replayed", "RFC 7523 3 (7)"};
    case Reason::request_object_malformed: return {"request_object_malformed", "RFC 9101 6"};
    case Reason::request_object_algorithm: return {"request_object_algorithm", "RFC 9101 6.2"};
    case Reason::request_object_signature: return {"request_object_signature", "RFC 9101 6.2"};
    case Reason::request_object_issuer: return {"request_object_issuer", "RFC 9101 5"};
    case Reason::request_object_audience: return {"request_object_audience", "RFC 9101 4"};
    case Reason::request_object_expired: return {"request_object_expired", "RFC 7519 4.1.4"};
    case Reason::request_object_not_yet_valid: return {"request_object_not_yet_valid", "RFC 7519 4.1.5"};
    case Reason::request_object_lifetime: return {"request_object_lifetime", "FAPI 2.0 Message Signing 5.3.1"};
    case Reason::request_object_nested: return {"request_object_nested", "RFC 9101 4"};
    case Reason::request_object_parameter: return {"request_object_parameter", "RFC 9101 4"};
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
