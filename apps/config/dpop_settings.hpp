// `[dpop]` of attestod.toml - RFC 9449.
#pragma once

#include <optional>

#include "attesto/proof/dpop_options.hpp"

namespace attestod {

class SettingsReader;

/// How the daemon takes DPoP proofs.
struct DpopSettings {
  attesto::AlgorithmList algorithms = attesto::DpopOptions{}.algorithms;  ///< `dpop.algorithms`
  attesto::DpopWindow window{};                                           ///< `dpop.max_age` and `max_ahead`
  bool require_nonce = false;  ///< `dpop.require_nonce`: the key of the nonces comes from the master key

  friend bool operator==(const DpopSettings& left, const DpopSettings& right) {
    return left.algorithms == right.algorithms && left.window.past() == right.window.past() &&
           left.window.future() == right.window.future() && left.require_nonce == right.require_nonce;
  }
};

/// @return nothing for `dpop.enabled = false`
[[nodiscard]] std::optional<DpopSettings> read_dpop(SettingsReader& settings);

}  // namespace attestod
