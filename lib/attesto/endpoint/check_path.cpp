#include "attesto/endpoint/check_path.hpp"

#include <algorithm>
#include <array>

namespace attesto::inline v0 {
namespace {

using enum Reason;

constexpr std::array kMethodReasons = {method_not_allowed};
constexpr CheckStep kMethod{"the HTTP method", kMethodReasons};

constexpr std::array kFormReasons = {media_type, parameter_in_query, form_syntax, parameter_repeated};
constexpr CheckStep kForm{"the form in the body", kFormReasons};
constexpr CheckStep kQueryOrForm{"the query, or the form in the body", kFormReasons};

constexpr std::array kClientReasons = {client_credentials_missing,
                                       client_credentials_malformed,
                                       client_several_methods,
                                       client_id_mismatch,
                                       rate_limited,
                                       too_many_failures,
                                       client_unknown,
                                       client_disabled,
                                       client_wrong_method,
                                       client_wrong_secret,
                                       certificate_required,
                                       certificate_malformed,
                                       certificate_validity,
                                       certificate_chain,
                                       certificate_name,
                                       certificate_key,
                                       assertion_malformed,
                                       assertion_algorithm,
                                       assertion_signature,
                                       assertion_issuer,
                                       assertion_audience,
                                       assertion_expired,
                                       assertion_lifetime,
                                       assertion_not_yet_valid,
                                       assertion_jti,
                                       assertion_replayed,
                                       host_unavailable,
                                       store_unavailable};
constexpr CheckStep kClient{"who the client is", kClientReasons};

constexpr std::array kTokenParameterReasons = {parameter_missing};
constexpr CheckStep kTokenParameter{"the parameter token", kTokenParameterReasons};

constexpr std::array kProofReasons = {
    dpop_header_count, dpop_malformed,   dpop_type,      dpop_algorithm, dpop_critical_header,
    dpop_key_missing,  dpop_key_refused, dpop_signature, dpop_htm,       dpop_htu,
    dpop_iat,          dpop_window,      dpop_jti,       dpop_ath,       dpop_nonce};
constexpr CheckStep kProof{"the DPoP proof", kProofReasons};

constexpr std::array kHostReasons = {internal_failure};
constexpr CheckStep kHost{"whatever of the host or of ours broke its promise", kHostReasons};

// --- the token endpoint ---

constexpr std::array kGrantTypeReasons = {parameter_missing, unsupported_grant_type, parameter_repeated};
constexpr std::array kMayGrantReasons = {client_grant_not_allowed};
constexpr std::array kConstraintReasons = {certificate_malformed, dpop_required, certificate_required};
constexpr std::array kGrantFormReasons = {parameter_missing, pkce_syntax,         scope_syntax,
                                          resource_syntax,   exchange_token_type, authorization_details_syntax};
constexpr std::array kGrantedReasons = {code_unknown,           code_reused,
                                        family_revoked,         code_other_client,
                                        code_expired,           code_redirect_mismatch,
                                        pkce_mismatch,          pkce_unexpected_verifier,
                                        refresh_unknown,        refresh_other_client,
                                        refresh_reused,         refresh_expired,
                                        token_malformed,        token_wrong_audience,
                                        token_expired,          token_revoked,
                                        exchange_actor_not_own, exchange_actor_delegated,
                                        dpop_required,          dpop_other_key,
                                        certificate_required,   certificate_other,
                                        subject_gone,           host_unavailable,
                                        store_unavailable};
constexpr std::array kAskedReasons = {scope_syntax,
                                      scope_not_allowed,
                                      refresh_scope_wider,
                                      resource_syntax,
                                      target_unknown,
                                      target_refused,
                                      target_not_granted,
                                      authorization_details_syntax,
                                      authorization_details_type,
                                      authorization_details_refused,
                                      authorization_details_wider,
                                      exchange_may_act,
                                      exchange_chain_too_long,
                                      exchange_scope_wider,
                                      exchange_denied,
                                      subject_gone,
                                      host_unavailable};
constexpr std::array kTokenCommitReasons = {store_unavailable, code_unknown,   code_reused,   refresh_unknown,
                                            refresh_reused,    family_revoked, dpop_replayed, assertion_replayed};
constexpr std::array kTokenSteps = {kMethod,
                                    kForm,
                                    CheckStep{"the grant_type", kGrantTypeReasons},
                                    kClient,
                                    CheckStep{"whether the client may use the grant", kMayGrantReasons},
                                    kProof,
                                    CheckStep{"whether the client shows what it must", kConstraintReasons},
                                    CheckStep{"the parameters of the grant", kGrantFormReasons},
                                    CheckStep{"the code or token that is brought", kGrantedReasons},
                                    CheckStep{"what is asked for", kAskedReasons},
                                    CheckStep{"the one commit", kTokenCommitReasons},
                                    kHost};

// --- the authorization endpoint, and requests that are pushed ---

constexpr std::array kPushedReasons = {
    parameter_missing,           request_object_and_uri, request_uri_unsupported, pushed_request_unknown,
    pushed_request_other_client, pushed_request_used,    pushed_request_expired,  store_unavailable};
constexpr std::array kSignedReasons = {request_object_and_uri,
                                       request_object_unsupported,
                                       client_unknown,
                                       client_disabled,
                                       request_object_malformed,
                                       request_object_algorithm,
                                       request_object_signature,
                                       request_object_issuer,
                                       request_object_audience,
                                       request_object_expired,
                                       request_object_not_yet_valid,
                                       request_object_lifetime,
                                       request_object_nested,
                                       request_object_parameter,
                                       client_id_mismatch,
                                       parameter_missing,
                                       host_unavailable};
constexpr std::array kRedirectReasons = {parameter_missing,    state_too_long,        client_unknown,  client_disabled,
                                         redirect_uri_missing, redirect_uri_mismatch, host_unavailable};
constexpr std::array kRequestReasons = {request_uri_unsupported,
                                        response_mode_unsupported,
                                        response_type_missing,
                                        response_type_unsupported,
                                        client_grant_not_allowed,
                                        request_object_required,
                                        pkce_missing,
                                        pkce_method,
                                        pkce_syntax,
                                        dpop_jkt_syntax,
                                        scope_syntax,
                                        scope_not_allowed,
                                        prompt_syntax,
                                        max_age_syntax,
                                        nonce_too_long,
                                        id_token_hint_invalid,
                                        claims_syntax,
                                        claims_subject_mismatch,
                                        resource_syntax,
                                        target_unknown,
                                        target_refused,
                                        authorization_details_syntax,
                                        authorization_details_type,
                                        authorization_details_refused,
                                        host_unavailable};
constexpr std::array kPushRequiredReasons = {pushed_request_required};
constexpr std::array kLoginReasons = {login_required, acr_unmet, host_unavailable};
constexpr std::array kConsentReasons = {consent_required, access_denied, host_unavailable};
constexpr std::array kAnswerReasons = {store_unavailable, interaction_completed};

constexpr CheckStep kRequestObject{"the signed request, if there is one", kSignedReasons};
constexpr CheckStep kRedirect{"the client and its redirect_uri; what fails so far is shown on a page",
                              kRedirectReasons};
constexpr CheckStep kRequest{"the parameters of the request", kRequestReasons};
constexpr CheckStep kLogin{"who the user is", kLoginReasons};
constexpr CheckStep kConsent{"what the user allows", kConsentReasons};
constexpr CheckStep kAnswer{"the one commit", kAnswerReasons};

constexpr std::array kAuthorizeSteps = {kMethod,
                                        kQueryOrForm,
                                        CheckStep{"the pushed request, if one is named", kPushedReasons},
                                        kRequestObject,
                                        kRedirect,
                                        kRequest,
                                        CheckStep{"whether it had to be pushed", kPushRequiredReasons},
                                        kLogin,
                                        kConsent,
                                        kAnswer,
                                        kHost};

constexpr std::array kInteractionReasons = {interaction_unknown,   interaction_expired, interaction_other_browser,
                                            interaction_completed, client_unknown,      client_disabled,
                                            redirect_uri_mismatch, host_unavailable,    store_unavailable};
constexpr std::array kResumeSteps = {
    kMethod, kQueryOrForm, CheckStep{"the login that this browser began", kInteractionReasons}, kLogin, kConsent,
    kAnswer, kHost};

constexpr std::array kNestedReasons = {pushed_request_nested};
constexpr std::array kBindReasons = {dpop_other_key};
constexpr std::array kPushReasons = {store_unavailable, assertion_replayed, dpop_replayed};
constexpr std::array kParSteps = {kMethod,
                                  kForm,
                                  kClient,
                                  kProof,
                                  CheckStep{"whether a reference is pushed", kNestedReasons},
                                  kRequestObject,
                                  kRedirect,
                                  kRequest,
                                  CheckStep{"whether dpop_jkt is the key of the proof", kBindReasons},
                                  CheckStep{"the one commit", kPushReasons},
                                  kHost};

// --- what clients and resources ask about tokens ---

constexpr std::array kAssertionReasons = {store_unavailable, assertion_replayed};
constexpr std::array kRevokeSteps = {
    kMethod, kForm, kClient, kTokenParameter, CheckStep{"the one commit", kAssertionReasons}, kHost};

constexpr std::array kStandingReasons = {
    token_malformed,  token_expired,    token_revoked,   refresh_unknown, family_revoked,
    refresh_reused,   refresh_expired,  client_disabled, subject_gone,    introspection_not_permitted,
    host_unavailable, store_unavailable};
constexpr std::array kIntrospectSteps = {kMethod,
                                         kForm,
                                         kClient,
                                         kTokenParameter,
                                         CheckStep{"what the token is worth; inactive is no error", kStandingReasons},
                                         CheckStep{"the assertion, which counts once", kAssertionReasons},
                                         kHost};

constexpr std::array kPresentedReasons = {token_missing, token_several, token_malformed};
constexpr std::array kAccessTokenReasons = {token_malformed, token_wrong_audience, token_expired};
constexpr std::array kPossessionReasons = {dpop_required,        dpop_other_key,    dpop_unexpected,
                                           certificate_required, certificate_other, certificate_unexpected};
constexpr std::array kAliveReasons = {token_revoked, store_unavailable, dpop_replayed};
constexpr std::array kOpenidReasons = {scope_insufficient};
constexpr std::array kClaimsReasons = {subject_gone, host_unavailable};
constexpr std::array kUserinfoSteps = {kMethod,
                                       kForm,
                                       CheckStep{"where the access token is", kPresentedReasons},
                                       CheckStep{"the access token", kAccessTokenReasons},
                                       kProof,
                                       CheckStep{"whether what it is bound to was shown", kPossessionReasons},
                                       CheckStep{"whether it was revoked, and the proof used", kAliveReasons},
                                       CheckStep{"whether it has the scope openid", kOpenidReasons},
                                       CheckStep{"the user", kClaimsReasons},
                                       kHost};

// --- clients that register themselves ---

constexpr std::array kPermitReasons = {rate_limited, token_missing, registration_token_refused, host_unavailable};
constexpr std::array kMetadataReasons = {media_type,
                                         body_too_large,
                                         registration_body_syntax,
                                         software_statement_unapproved,
                                         registration_update_mismatch,
                                         client_metadata_syntax,
                                         client_metadata_unsupported,
                                         registered_redirect_uri,
                                         registration_refused,
                                         host_unavailable};
constexpr std::array kAddReasons = {registration_token_refused, host_unavailable};
constexpr std::array kOwnReasons = {too_many_failures, token_missing, registration_access_token_refused,
                                    host_unavailable};
constexpr std::array kReplaceReasons = {registration_access_token_refused, host_unavailable};
constexpr CheckStep kMetadata{"the metadata of the client", kMetadataReasons};
constexpr std::array kRegisterSteps = {kMethod, CheckStep{"who may register", kPermitReasons}, kMetadata,
                                       CheckStep{"the one write of the host", kAddReasons}, kHost};
constexpr std::array kConfigurationSteps = {kMethod, CheckStep{"whether it is the client itself", kOwnReasons},
                                            kMetadata, CheckStep{"the one write of the host", kReplaceReasons}, kHost};

constexpr std::array<CheckPath, 9> kPaths = {{{"authorize", kAuthorizeSteps},
                                              {"resume", kResumeSteps},
                                              {"par", kParSteps},
                                              {"token", kTokenSteps},
                                              {"revoke", kRevokeSteps},
                                              {"introspect", kIntrospectSteps},
                                              {"userinfo", kUserinfoSteps},
                                              {"register", kRegisterSteps},
                                              {"client_configuration", kConfigurationSteps}}};

}  // namespace

bool CheckStep::may_refuse(Reason reason) const noexcept { return std::ranges::find(reasons, reason) != reasons.end(); }

std::size_t CheckPath::length_to(Reason reason) const noexcept {
  std::size_t length = steps.size();
  while (length > 0 && !steps[length - 1].may_refuse(reason)) --length;
  return length;
}

std::span<const CheckPath> check_paths() noexcept { return kPaths; }

}  // namespace attesto::inline v0
