// grant_type=urn:ietf:params:oauth:grant-type:token-exchange - RFC 8693.
#include <algorithm>
#include <array>
#include <utility>

#include "attesto/base/overloaded.hpp"
#include "attesto/grant/grant.hpp"
#include "attesto/grant/requested.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/token/revocation.hpp"

namespace attesto::inline v0 {
namespace {

/// The only kind of token that comes in or goes out (§3).
constexpr std::string_view kAccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
constexpr std::array<std::string_view, 2> kRepeatable = {"audience", "resource"};
constexpr std::size_t kMaxTargets = 16;
constexpr std::size_t kMaxTargetBytes = 2048;

Result<void> check_token_type(std::string_view type) {
  if (type == kAccessTokenType) return {};
  return fail(ErrorCode::invalid_request, "the only token type is urn:ietf:params:oauth:token-type:access_token",
              Reason::exchange_token_type);
}

/// Resources and the logical names of `audience` stand side by side: "a token with multiple
/// audience values" (§2.1).
Result<Audience> requested_targets(const Form& form) {
  ATTESTO_TRY(targets, read_resources(form));
  bool too_long = false;
  for (const std::string_view name : form.find_all("audience")) {
    too_long = too_long || name.size() > kMaxTargetBytes;
    targets.add(name);
  }
  if (too_long || targets.names().size() > kMaxTargets)
    return fail(ErrorCode::invalid_target, "there are too many targets, or one is too long", Reason::resource_syntax);
  return std::move(targets);
}

/// The request as it is written; whoever holds one knows that the types fit.
struct ExchangeForm {
  std::string_view subject_token;
  std::optional<std::string_view> actor_token;
  std::optional<Scope> scope;  ///< absent: whatever the subject token allows
  Audience targets;            ///< empty: those of the subject token

  [[nodiscard]] static Result<ExchangeForm> parse(const Form& form) {
    ATTESTO_TRY(subject_token, required(form, "subject_token", "the subject_token parameter is missing"));
    ATTESTO_TRY(type, required(form, "subject_token_type", "the subject_token_type parameter is missing"));
    if (auto fits = check_token_type(type); !fits) return std::unexpected(fits.error());
    ATTESTO_TRY(actor_token, find_actor_token(form));
    const auto requested_type = form.find("requested_token_type");
    if (auto fits = check_token_type(requested_type.value_or(kAccessTokenType)); !fits)
      return std::unexpected(fits.error());
    ATTESTO_TRY(targets, requested_targets(form));
    ExchangeForm parsed{subject_token, actor_token, {}, std::move(targets)};
    if (const auto text = form.find("scope")) {
      parsed.scope = Scope::parse(*text);
      if (!parsed.scope) return fail(ErrorCode::invalid_scope, "scope is malformed", Reason::scope_syntax);
    }
    return parsed;
  }

 private:
  /// The type "is REQUIRED when the actor_token parameter is present [...] but MUST NOT be included
  /// otherwise" (§2.1).
  static Result<std::optional<std::string_view>> find_actor_token(const Form& form) {
    const auto token = form.find("actor_token");
    if (!token && !form.find("actor_token_type")) return std::nullopt;
    if (!token)
      return fail(ErrorCode::invalid_request, "actor_token_type came without an actor_token",
                  Reason::exchange_token_type);
    ATTESTO_TRY(type, required(form, "actor_token_type", "the actor_token_type parameter is missing"));
    if (auto fits = check_token_type(type); !fits) return std::unexpected(fits.error());
    return token;
  }
};

enum class Role : std::uint8_t { subject, actor };

/// "If either the subject_token or actor_token are invalid for any reason, or are unacceptable based
/// on policy, [...] the value of the error parameter MUST be the invalid_request error code" (§2.2.2).
Error unacceptable(Role role, Reason reason) {
  if (role == Role::actor) return {ErrorCode::invalid_request, "the actor_token is not acceptable", reason};
  return {ErrorCode::invalid_request, "the subject_token is not acceptable", reason};
}

Reason reason_of(AccessTokenError error) {
  switch (error) {
    case AccessTokenError::untrusted: return Reason::token_malformed;
    case AccessTokenError::wrong_audience: return Reason::token_wrong_audience;
    case AccessTokenError::expired: return Reason::token_expired;
  }
  std::unreachable();
}

/// One of the two tokens: ours, alive, and good for whoever brings it.
Result<AccessToken> check_token(const RequestContext& context, const GrantView& view, const ShownProofs& shown,
                                std::string_view compact, Role role) {
  auto token = check_issued_token(compact, view.keys, context.issuer, context.now);
  if (!token) return std::unexpected(unacceptable(role, reason_of(token.error())));
  // A stolen bound token must not be turned into one of the thief's: only with its key, to which the
  // new token is bound as well.
  if (const auto held = check_possession(token->cnf, shown); !held)
    return std::unexpected(unacceptable(role, to_error(held.error()).reason));
  const auto revoked = is_revoked(view.store, *token);
  if (!revoked) return fail_unavailable(Reason::store_unavailable);
  if (*revoked) return std::unexpected(unacceptable(role, Reason::token_revoked));
  if (!token->family) return *std::move(token);  // a client's own: there is no end-user to ask about
  const auto active = check_subject(view, token->sub);
  if (active) return *std::move(token);
  if (active.error().reason != Reason::subject_gone) return std::unexpected(active.error());
  return std::unexpected(unacceptable(role, Reason::subject_gone));
}

/// The actor speaks for itself, to the very client that brings its token: a token that was passed on
/// would let whoever received it act in its owner's name.
Result<AccessToken> check_actor(const RequestContext& context, const GrantView& view, const TokenRequest& request,
                                std::string_view compact) {
  ATTESTO_TRY(actor, check_token(context, view, request.shown, compact, Role::actor));
  if (actor.client_id != request.client.client_id)
    return std::unexpected(unacceptable(Role::actor, Reason::exchange_actor_not_own));
  if (!actor.act.empty()) return std::unexpected(unacceptable(Role::actor, Reason::exchange_actor_delegated));
  return std::move(actor);
}

/// Who acts with the new token. Without an actor token nobody new does: the client passes for the
/// subject, or for the actor that is there already (§1.1).
Result<ActorChain> decide_act(const AccessToken& subject, const std::optional<AccessToken>& actor,
                              const Client& client) {
  // "whether the client (or party identified in the actor_token) is authorized" (§4.4)
  if (!subject.may_act.permits(actor ? actor->sub : Subject(client.client_id.view())))
    return std::unexpected(unacceptable(Role::subject, Reason::exchange_may_act));
  if (!actor) return subject.act;
  auto act = subject.act.with(actor->sub);
  if (!act) return std::unexpected(unacceptable(Role::subject, Reason::exchange_chain_too_long));
  return *std::move(act);
}

Result<Scope> decide_scope(const GrantView& view, const std::optional<Scope>& requested, const AccessToken& subject,
                           const Client& client) {
  if (requested && !requested->is_subset_of(subject.scope))
    return fail(ErrorCode::invalid_scope, "scope exceeds that of the subject_token", Reason::exchange_scope_wider);
  if (requested && !requested->is_subset_of(client.scope))
    return fail(ErrorCode::invalid_scope, "scope exceeds what the client is registered for", Reason::scope_not_allowed);
  return narrowed_scope(view, client, requested ? *requested : subject.scope.common_with(client.scope));
}

Result<ExchangeGranted> ask_policy(const GrantView& view, const ExchangeRequest& question) {
  ExchangeOutcome outcome = (*view.decide_exchange)(question);
  return std::visit(
      Overloaded{
          [](ExchangeGranted& granted) -> Result<ExchangeGranted> { return std::move(granted); },
          [](const ExchangeDenied&) -> Result<ExchangeGranted> {
            return fail(ErrorCode::invalid_request, "the exchange is not permitted", Reason::exchange_denied);
          },
          [](const Unavailable&) -> Result<ExchangeGranted> { return fail_unavailable(Reason::host_unavailable); }},
      outcome);
}

/// Each target is one of the subject token's, or one that the host named.
Result<void> check_targets(const Audience& targets, const AccessToken& subject, const ExchangeGranted& granted) {
  const bool all = std::ranges::all_of(targets.names(), [&](const std::string& name) {
    return subject.aud.contains(name) || granted.further_audience.contains(name);
  });
  if (all) return {};
  return fail(ErrorCode::invalid_target, "the target was not granted", Reason::target_not_granted);
}

/// The subject token's limit stays; the host can only set one where there is none.
Result<MayAct> decide_may_act(const AccessToken& subject, MayAct granted) {
  if (!granted.sub) return subject.may_act;
  if (subject.may_act.permits(*granted.sub)) return granted;
  return fail(ErrorCode::server_error, "the exchange policy replaced may_act", Reason::internal_failure);
}

Planned plan(const RequestContext& context, const GrantView& view, const TokenRequest& request) {
  ATTESTO_TRY(form, ExchangeForm::parse(request.form));
  ATTESTO_TRY(subject, check_token(context, view, request.shown, form.subject_token, Role::subject));
  std::optional<AccessToken> actor;
  if (form.actor_token) {
    ATTESTO_TRY(checked, check_actor(context, view, request, *form.actor_token));
    actor = std::move(checked);
  }
  ATTESTO_TRY(act, decide_act(subject, actor, request.client));
  ATTESTO_TRY(scope, decide_scope(view, form.scope, subject, request.client));
  ATTESTO_TRY(details, requested_authorization_details(request.form, subject.authorization_details));
  const Audience& audience = form.targets.empty() ? subject.aud : form.targets;
  ATTESTO_TRY(granted, ask_policy(view, {.client = request.client,
                                         .subject = subject.sub,
                                         .subject_client = subject.client_id,
                                         .subject_audience = subject.aud,
                                         .act = act,
                                         .scope = scope,
                                         .audience = audience,
                                         .authorization_details = details}));
  if (auto may = check_targets(audience, subject, granted); !may) return std::unexpected(may.error());
  ATTESTO_TRY(may_act, decide_may_act(subject, std::move(granted.may_act)));
  return IssuePlan{.client_id = request.client.client_id,
                   .subject = subject.sub,
                   .scope = std::move(scope),
                   .audience = audience,
                   .authorization_details = std::move(details),
                   .family = subject.family,
                   .act = std::move(act),
                   .may_act = std::move(may_act),
                   .expires_by = std::min(subject.exp, actor ? actor->exp : subject.exp),
                   .issued_token_type = kAccessTokenType};
}

}  // namespace

extern const Grant token_exchange_grant{
    "urn:ietf:params:oauth:grant-type:token-exchange", kRepeatable, false, {.exchange_policy = true}, plan};

}  // namespace attesto::inline v0
