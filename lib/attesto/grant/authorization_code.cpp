// grant_type=authorization_code - RFC 6749 §4.1.3, RFC 7636 §4.5, OIDC Core §3.1.3.
#include <array>
#include <utility>

#include "attesto/grant/grant.hpp"
#include "attesto/grant/requested.hpp"
#include "attesto/oauth/pkce.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};

/// Whoever holds one knows that each field came once and is well formed.
struct CodeRequest {
  RecordKey code;  // hashed while parsing: the plain code goes no further
  std::string_view redirect_uri;
  std::optional<CodeVerifier> code_verifier;

  [[nodiscard]] static Result<CodeRequest> parse(const Form& form) {
    ATTESTO_TRY(code, required(form, "code", "the code parameter is missing"));
    ATTESTO_TRY(redirect_uri, required(form, "redirect_uri", "the redirect_uri parameter is missing"));
    std::optional<CodeVerifier> verifier;
    if (const auto text = form.find("code_verifier")) {
      verifier = CodeVerifier::parse(*text);
      if (!verifier) return fail(ErrorCode::invalid_request, "code_verifier is malformed", Reason::pkce_syntax);
    }
    return CodeRequest{record_key(RecordKind::authorization_code, code), redirect_uri, std::move(verifier)};
  }
};

Result<void> check_code_pkce(const CodeRequest& request, const AuthorizationCode& code) {
  switch (check_pkce(request.code_verifier, code.code_challenge)) {
    case PkceVerdict::match: return {};
    // RFC 7636 §4.6 and FAPI 2.0: missing is invalid_grant like wrong, not invalid_request.
    case PkceVerdict::missing_verifier:
      return fail(ErrorCode::invalid_grant, "code_verifier is missing", Reason::pkce_mismatch);
    case PkceVerdict::mismatch:
      return fail(ErrorCode::invalid_grant, "code_verifier does not match the code_challenge", Reason::pkce_mismatch);
    case PkceVerdict::unexpected_verifier:
      return fail(ErrorCode::invalid_grant, "code_verifier came without a code_challenge before",
                  Reason::pkce_unexpected_verifier);
  }
  std::unreachable();
}

/// What the code says against what the request says. Nothing is used up by a request that fails
/// here: a 256-bit code is not guessed, and whoever stole one must not be able to burn it.
Result<void> check_code(const CodeRequest& request, const AuthorizationCode& code, const Client& client, Instant now) {
  // "ensure that the authorization code was issued to the authenticated [...] client"
  if (code.authorization.client_id != client.client_id)
    return fail(ErrorCode::invalid_grant, "the code was issued to another client", Reason::code_other_client);
  if (code.expires_at <= now) return fail(ErrorCode::invalid_grant, "the code has expired", Reason::code_expired);
  // "[...] and that their values are identical" (§4.1.3)
  if (code.redirect_uri != request.redirect_uri)
    return fail(ErrorCode::invalid_grant, "redirect_uri differs from the authorization request",
                Reason::code_redirect_mismatch);
  return check_code_pkce(request, code);
}

Planned plan(const RequestContext& context, const GrantView& view, const TokenRequest& request) {
  ATTESTO_TRY(parsed, CodeRequest::parse(request.form));
  const auto found = view.store.find(parsed.code);
  if (!found) return fail_unavailable(Reason::store_unavailable);
  if (!*found) return fail(ErrorCode::invalid_grant, "the code is not valid", Reason::code_unknown);
  const StoredRecord& record = **found;
  const auto code = AuthorizationCode::from_json(record.body);
  if (!code) return fail(ErrorCode::server_error, "the code can not be read", Reason::internal_failure);
  // Before reuse: whoever lacks the key that the code is for can't reach into the family either.
  if (auto bound = check_binding({.jkt = code->dpop_jkt}, request.shown); !bound) return std::unexpected(bound.error());
  if (record.consumed) {
    const Error error{ErrorCode::invalid_grant, "the code was used before", Reason::code_reused};
    // "SHOULD revoke (when possible) all tokens previously issued based on that authorization code"
    // (§4.1.2), but only when its own client shows it: others can't reach into the family.
    if (code->authorization.client_id != request.client.client_id) return std::unexpected(Refusal(error));
    return std::unexpected(Refusal(error, code->authorization.family));
  }
  if (record.family_revoked)
    return fail(ErrorCode::invalid_grant, "the authorization was revoked", Reason::family_revoked);
  if (auto fits = check_code(parsed, *code, request.client, context.now); !fits) return std::unexpected(fits.error());
  if (auto active = check_subject(view, code->authorization.subject); !active) return std::unexpected(active.error());

  ATTESTO_TRY(audience, requested_audience(request.form, code->authorization.audience));
  ATTESTO_TRY(details, requested_authorization_details(request.form, code->authorization.authorization_details));

  const Scope& scope = code->authorization.scope;
  IssuePlan issue{.client_id = request.client.client_id,
                  .subject = code->authorization.subject,
                  .scope = scope,
                  .audience = std::move(audience),
                  .authorization_details = std::move(details),
                  .family = code->authorization.family,
                  .authorization = code->authorization,
                  .with_id_token = scope.contains("openid"),
                  .claims = {{.key = parsed.code, .revoke_on_loss = true}}};
  // OIDC Core §11: a refresh token is what offline_access asks for.
  if (scope.contains("offline_access") && request.client.may_use("refresh_token"))
    issue.refresh_until = context.now + view.lifetimes.refresh_family;
  return issue;
}

}  // namespace

extern const Grant authorization_code_grant{"authorization_code", kRepeatable, true, {.end_users = true}, plan};

}  // namespace attesto::inline v0
