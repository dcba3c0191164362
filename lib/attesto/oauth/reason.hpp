// Why we refused: stable ids for logs and metrics, never for the wire - RFC 6749 §5.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace attesto::inline v0 {

/// One enumerator per rule that can refuse. The id is the enumerator's name.
enum class Reason : std::uint8_t {
  // transport and framing
  method_not_allowed,
  media_type,
  body_too_large,
  form_syntax,
  parameter_repeated,
  parameter_missing,
  parameter_in_query,
  unsupported_grant_type,
  internal_failure,
  store_unavailable,
  host_unavailable,
  rate_limited,
  too_many_failures,
  // client authentication
  client_credentials_missing,
  client_credentials_malformed,
  client_several_methods,
  client_unknown,
  client_disabled,
  client_wrong_method,
  client_wrong_secret,
  client_id_mismatch,
  client_grant_not_allowed,
  // authorization request
  redirect_uri_missing,
  redirect_uri_mismatch,
  response_type_missing,
  response_type_unsupported,
  response_mode_unsupported,
  request_object_unsupported,
  request_uri_unsupported,
  request_object_and_uri,
  request_object_required,
  pushed_request_nested,
  pushed_request_unknown,
  pushed_request_expired,
  pushed_request_used,
  pushed_request_other_client,
  pushed_request_required,
  pkce_missing,
  pkce_method,
  pkce_syntax,
  dpop_jkt_syntax,
  scope_syntax,
  scope_not_allowed,
  prompt_syntax,
  max_age_syntax,
  claims_syntax,
  claims_subject_mismatch,
  acr_unmet,
  state_too_long,
  nonce_too_long,
  login_required,
  consent_required,
  access_denied,
  interaction_unknown,
  interaction_expired,
  interaction_completed,
  interaction_other_browser,
  id_token_hint_invalid,
  // grants
  code_unknown,
  code_expired,
  code_reused,
  code_other_client,
  code_redirect_mismatch,
  pkce_mismatch,
  pkce_unexpected_verifier,
  refresh_unknown,
  refresh_expired,
  refresh_reused,
  refresh_other_client,
  refresh_scope_wider,
  family_revoked,
  subject_gone,
  // targets, authorization details and token exchange
  resource_syntax,
  target_unknown,
  target_refused,
  target_not_granted,
  authorization_details_syntax,
  authorization_details_type,
  authorization_details_refused,
  authorization_details_wider,
  exchange_token_type,
  exchange_scope_wider,
  exchange_actor_not_own,
  exchange_actor_delegated,
  exchange_chain_too_long,
  exchange_may_act,
  exchange_denied,
  // resources
  token_missing,
  token_several,
  token_malformed,
  token_expired,
  token_wrong_audience,
  token_revoked,
  introspection_not_permitted,
  scope_insufficient,
  // DPoP proofs
  dpop_header_count,
  dpop_malformed,
  dpop_type,
  dpop_algorithm,
  dpop_critical_header,
  dpop_key_missing,
  dpop_key_refused,
  dpop_signature,
  dpop_htm,
  dpop_htu,
  dpop_iat,
  dpop_window,
  dpop_jti,
  dpop_ath,
  dpop_nonce,
  dpop_replayed,
  // sender constraints
  dpop_required,
  dpop_other_key,
  dpop_unexpected,
  certificate_required,
  certificate_other,
  certificate_unexpected,
  // client certificates
  certificate_malformed,
  certificate_chain,
  certificate_validity,
  certificate_name,
  certificate_key,
  // client assertions
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
  // registration of clients
  registration_token_refused,
  registration_access_token_refused,
  registration_body_syntax,
  registration_refused,
  registration_update_mismatch,
  client_metadata_syntax,
  client_metadata_unsupported,
  registered_redirect_uri,
  software_statement_unapproved,
  // request objects
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
};

/// How many there are.
inline constexpr std::size_t kReasons = std::size_t{static_cast<std::uint8_t>(Reason::request_object_parameter)} + 1;

/// What is known about a reason.
struct ReasonText {
  std::string_view id;      ///< stable, e.g. `pkce_mismatch`
  std::string_view clause;  ///< e.g. `RFC 7636 4.6`
  std::string_view option;  ///< what decided, e.g. `Config::require_pkce`; empty: nothing that can be set
  std::string_view cure;    ///< what to do about it, in a line
};

/// Its stable name, the clause that it enforces, the option that decided and the cure, for logs and people
/// who run the server.
[[nodiscard]] ReasonText describe(Reason reason) noexcept;

/// The reason of that id, byte for byte.
[[nodiscard]] std::optional<Reason> find_reason(std::string_view id) noexcept;

}  // namespace attesto::inline v0
