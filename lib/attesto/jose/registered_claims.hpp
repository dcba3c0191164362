// Registered claims as typed values, absence told from nonsense - RFC 7519 §4.1.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// A NumericDate: an integer or a fraction from 1970 to the year 9999.
/// @return nothing for any other value, so that no cast can overflow
/// @rfc 7519 §2
[[nodiscard]] std::optional<Instant> parse_numeric_date(const Json& value);

/// The dates of a token; each is absent or well formed.
struct TimeClaims {
  std::optional<Instant> iat{};  ///< when it was made
  std::optional<Instant> nbf{};  ///< it counts from then on
  std::optional<Instant> exp{};  ///< it counts before then
};

/// @return nothing if one of the three is present and no NumericDate
/// @rfc 7519 §4.1.4-4.1.6
[[nodiscard]] std::optional<TimeClaims> find_time_claims(const Json& claims);

/// The values of `aud`: one string, or an array of nothing but strings.
/// @return nothing if it is absent, empty, or anything else
/// @rfc 7519 §4.1.3
[[nodiscard]] std::optional<std::vector<std::string_view>> find_audiences(const Json& claims);

}  // namespace attesto::inline v0
