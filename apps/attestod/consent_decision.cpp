#include "apps/attestod/consent_decision.hpp"

#include <charconv>

#include "attesto/wire/base64url.hpp"

namespace attestod {
namespace {

/// The browser follows the redirect at once.
constexpr std::chrono::seconds kLifetime{60};
constexpr std::string_view kAllow = "allow ";
constexpr std::string_view kDeny = "deny ";

/// Neither an interaction id nor a scope can hold a line feed, so no two things have one context;
/// the first line keeps it apart from the signing keys that the master key seals, too.
std::string context_of(const DecisionSubject& about) {
  std::string context = "attestod consent decision\n";
  context.append(about.interaction).append("\n");
  context.append(about.scope.str()).append("\n");
  return context.append(about.subject.view());
}

}  // namespace

std::string ConsentDecisions::seal(Decision decision, const DecisionSubject& about, attesto::Instant now) const {
  std::string plain(decision == Decision::allow ? kAllow : kDeny);
  plain += std::to_string(attesto::to_seconds(now + kLifetime));
  return attesto::base64url_encode(master_key_.seal(random_, attesto::as_bytes(plain), context_of(about)));
}

std::optional<Decision> ConsentDecisions::open(std::string_view sealed, const DecisionSubject& about,
                                               attesto::Instant now) const {
  const auto bytes = attesto::base64url_decode(sealed);
  if (!bytes) return std::nullopt;
  const auto plain = master_key_.open(*bytes, context_of(about));
  if (!plain) return std::nullopt;
  std::string_view text = plain->expose();
  const Decision decision = text.starts_with(kAllow) ? Decision::allow : Decision::deny;
  text.remove_prefix(decision == Decision::allow ? kAllow.size() : kDeny.size());
  long long expires_at = 0;
  std::from_chars(text.data(), text.data() + text.size(), expires_at);
  if (expires_at < attesto::to_seconds(now)) return std::nullopt;
  return decision;
}

}  // namespace attestod
