// `[keys]` of attestod.toml: what signs, and for how long.
#pragma once

#include <string>

#include "adapters/key_store/key_rotation.hpp"
#include "attesto/jose/algorithm.hpp"

namespace attestod {

class SettingsReader;

struct KeySettings {
  std::string master_key_file{};  ///< `master_key_file`: 32 bytes, base64url; seals signing keys at rest
  /// `default_algorithm`: what tokens are signed with unless the client says otherwise.
  attesto::Algorithm default_algorithm = attesto::Algorithm::ES256;
  attesto::RotationPlan rotation{};  ///< `rotate_every` and `announce_for`
};

[[nodiscard]] KeySettings read_keys(SettingsReader& settings);

}  // namespace attestod
