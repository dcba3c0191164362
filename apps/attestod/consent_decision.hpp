// What an end-user answered on the consent page, on its way to the consent callback.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/oauth/scope.hpp"

namespace attestod {

enum class Decision : std::uint8_t { allow, deny };

/// What exactly was decided about: another interaction, account or scope needs another answer.
struct DecisionSubject {
  std::string_view interaction;
  const attesto::Subject& subject;
  const attesto::Scope& scope;
};

/// Seals decisions into the `decision` parameter of the resume URI.
///
/// Why a sealed parameter and no record: any node that has the master key can read it, nothing is
/// left to clean up, and two tabs can't overwrite each other's. It is bound to one interaction,
/// which belongs to one browser and ends with the resume request that brings the decision; so there
/// is nothing to replay, and who reads it in a browser's history can do nothing with it.
class ConsentDecisions {
 public:
  ConsentDecisions(const attesto::Sealer& master_key, attesto::Random& random)
      : master_key_(master_key), random_(random) {}

  /// @return a text of base64url
  [[nodiscard]] std::string seal(Decision decision, const DecisionSubject& about, attesto::Instant now) const;
  /// @return nothing unless it was sealed here, about this very thing, less than a minute ago
  [[nodiscard]] std::optional<Decision> open(std::string_view sealed, const DecisionSubject& about,
                                             attesto::Instant now) const;

 private:
  const attesto::Sealer& master_key_;
  attesto::Random& random_;
};

}  // namespace attestod
