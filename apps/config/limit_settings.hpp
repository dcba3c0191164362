// `[limits]` of attestod.toml - RFC 6749 §2.3.1, RFC 6585 §4.
#pragma once

#include <optional>

#include "attesto/policy/rate_limits.hpp"

namespace attestod {

class SettingsReader;

/// How often strangers may try. Each rate is two settings, `.burst` and `.interval`, in milliseconds.
struct LimitSettings {
  /// `limits.failures_per_client` and so on; absent: `limits.enabled = false`
  std::optional<attesto::RateLimits> clients{std::in_place};
  /// `limits.logins_per_account`, always on: passwords are what people can guess. A person who mistypes never meets
  /// it; who guesses gets ten thousand tries a day.
  attesto::TokenRate logins_per_account{.burst = 10, .interval = std::chrono::seconds{10}};
  /// `limits.logins_per_address`. Generous: behind a proxy or a NAT many people share an address.
  attesto::TokenRate logins_per_address{.burst = 100, .interval = std::chrono::seconds{1}};
};

[[nodiscard]] LimitSettings read_limits(SettingsReader& settings);

}  // namespace attestod
