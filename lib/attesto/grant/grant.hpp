// One grant type: a row of data and one function - RFC 6749 §1.3, §4.5.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "attesto/base/request_context.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/policy/exchange_policy.hpp"
#include "attesto/policy/resource_owner.hpp"
#include "attesto/policy/scope_policy.hpp"
#include "attesto/policy/target_policy.hpp"
#include "attesto/proof/confirmation.hpp"
#include "attesto/store/store.hpp"
#include "attesto/token/issue.hpp"
#include "attesto/token/lifetimes.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// What a grant may look at. There is nothing in it that writes.
struct GrantView {
  const ReadView& store;                                    ///< what was issued before
  std::span<const VerificationKey> keys;                    ///< what our own tokens are verified with
  const TokenLifetimes& lifetimes;                          ///< of what would be issued
  RefreshRotation refresh_rotation;                         ///< unless the client says otherwise
  std::string_view audience;                                ///< of access tokens, unless something else was authorized
  const TargetPolicy& targets;                              ///< which others there are
  const std::optional<NarrowScope>& narrow_scope;           ///< absent: grant what was asked for
  const std::optional<DecideExchange>& decide_exchange;     ///< absent: no token exchange
  const std::optional<SubjectIsActive>* subject_is_active;  ///< null without end-users
};

/// A request for tokens, with its client known.
struct TokenRequest {
  const Form& form;      ///< what was sent
  const Client& client;  ///< authenticated, and registered for this grant type
  /// The keys that it was shown with. What is issued gets bound to them without the grant's doing.
  ShownProofs shown{};
};

/// A refusal that may bring down a family: reuse of a code or a refresh token.
struct Refusal {
  /// A refusal that leaves everything as it is.
  Refusal(const Error& refused) : error(refused) {}  // NOLINT(google-explicit-constructor)
  /// A refusal that brings down that family.
  Refusal(const Error& refused, FamilyId family) : error(refused), revoke(std::move(family)) {}
  Error error;                       ///< what the client is told
  std::optional<FamilyId> revoke{};  ///< absent: nothing is revoked
};

/// What to issue, or why not.
using Planned = std::expected<IssuePlan, Refusal>;

/// Parts of a configuration: what a grant can't do without, or what there is.
struct GrantNeeds {
  bool end_users = false;        ///< EndUsers
  bool exchange_policy = false;  ///< DecideExchange

  /// Whether nothing is missing.
  [[nodiscard]] bool are_met_by(const GrantNeeds& configured) const noexcept {
    return (configured.end_users || !end_users) && (configured.exchange_policy || !exchange_policy);
  }
};

/// One row per grant type. `plan` reads, decides, and returns what to consume and what to issue;
/// it can't write, so it can't read-then-write.
struct Grant {
  std::string_view type;                         ///< exact `grant_type` value
  std::span<const std::string_view> repeatable;  ///< parameters that may occur more than once
  bool for_public_clients;                       ///< otherwise only for clients that authenticated (W-8)
  GrantNeeds needs;                              ///< what must be configured, or it isn't offered
  /// Decides.
  Planned (*plan)(const RequestContext&, const GrantView&, const TokenRequest&);
};

/// Every grant type, in the order in which metadata lists them.
[[nodiscard]] std::span<const Grant* const> all_grants();

/// Those of them, and of the host's own behind them, that this configuration offers: the one list for
/// whoever dispatches or advertises.
[[nodiscard]] std::vector<const Grant*> offered_grants(const GrantNeeds& configured, std::span<const Grant* const> own);

/// The grant of that exact name; a null pointer if there is none.
[[nodiscard]] const Grant* find_grant(std::span<const Grant* const> grants, std::string_view type) noexcept;

/// Whether one of them is for public clients: if none is, there is nothing that such a client could do
/// at any endpoint, and authenticating with `none` is not offered.
[[nodiscard]] bool serve_public_clients(std::span<const Grant* const> grants) noexcept;

/// The parameters that may occur more than once in a request of at least one of the grants.
[[nodiscard]] std::vector<std::string_view> repeatable_parameters(std::span<const Grant* const> grants);

/// A parameter that the grant can't do without.
/// @error invalid_request  it is missing
[[nodiscard]] Result<std::string_view> required(const Form& form, std::string_view name, WireText when_missing);

/// Whether the request shows what a code or a refresh token is bound to.
/// @error invalid_grant  it does not
/// @rfc 9449 §5, §10
[[nodiscard]] Result<void> check_binding(const Confirmation& bound, const ShownProofs& shown);

/// Asks the host whether the subject may still receive tokens.
/// @error invalid_grant  it may not
[[nodiscard]] Result<void> check_subject(const GrantView& view, const Subject& subject);

}  // namespace attesto::inline v0
