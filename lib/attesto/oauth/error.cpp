#include "attesto/oauth/error.hpp"

#include <utility>

namespace attesto::inline v0 {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_request: return "invalid_request";
    case ErrorCode::invalid_client: return "invalid_client";
    case ErrorCode::invalid_grant: return "invalid_grant";
    case ErrorCode::unauthorized_client: return "unauthorized_client";
    case ErrorCode::unsupported_grant_type: return "unsupported_grant_type";
    case ErrorCode::unsupported_response_type: return "unsupported_response_type";
    case ErrorCode::invalid_scope: return "invalid_scope";
    case ErrorCode::access_denied: return "access_denied";
    case ErrorCode::server_error: return "server_error";
    case ErrorCode::temporarily_unavailable: return "temporarily_unavailable";
    case ErrorCode::invalid_token: return "invalid_token";
    case ErrorCode::insufficient_scope: return "insufficient_scope";
    case ErrorCode::login_required: return "login_required";
    case ErrorCode::consent_required: return "consent_required";
    case ErrorCode::unmet_authentication_requirements: return "unmet_authentication_requirements";
    case ErrorCode::request_not_supported: return "request_not_supported";
    case ErrorCode::request_uri_not_supported: return "request_uri_not_supported";
    case ErrorCode::invalid_request_uri: return "invalid_request_uri";
    case ErrorCode::invalid_request_object: return "invalid_request_object";
    case ErrorCode::invalid_dpop_proof: return "invalid_dpop_proof";
    case ErrorCode::use_dpop_nonce: return "use_dpop_nonce";
    case ErrorCode::invalid_target: return "invalid_target";
    case ErrorCode::invalid_authorization_details: return "invalid_authorization_details";
    case ErrorCode::invalid_redirect_uri: return "invalid_redirect_uri";
    case ErrorCode::invalid_client_metadata: return "invalid_client_metadata";
    case ErrorCode::unapproved_software_statement: return "unapproved_software_statement";
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
