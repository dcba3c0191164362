// In which order each endpoint checks a request - RFC 6749 §3.1, §3.2; RFC 7009 §2; RFC 7662 §2; RFC 9126 §2.
#pragma once

#include <span>
#include <string_view>

#include "attesto/oauth/reason.hpp"

namespace attesto::inline v0 {

/// One step, and why a request may end there. What comes before it has passed.
struct CheckStep {
  std::string_view what;            ///< what is looked at, in a few words
  std::span<const Reason> reasons;  ///< a reason may come at several steps

  /// Whether a request may end here for that reason.
  [[nodiscard]] bool may_refuse(Reason reason) const noexcept;
};

/// All steps of one endpoint. Tests compare every refusal that they see with it.
struct CheckPath {
  std::string_view endpoint;         ///< Endpoint::name
  std::span<const CheckStep> steps;  ///< in their order

  /// How many steps there are up to the last one at which a request may end for that reason; 0: none.
  [[nodiscard]] std::size_t length_to(Reason reason) const noexcept;
};

/// Of every endpoint that refuses for more than the method.
[[nodiscard]] std::span<const CheckPath> check_paths() noexcept;

}  // namespace attesto::inline v0
