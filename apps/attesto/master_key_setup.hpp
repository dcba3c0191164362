// Makes the master key when there can't be one yet.
#pragma once

#include <expected>
#include <string>

#include "adapters/registry/registry.hpp"
#include "apps/attesto/failure.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"

namespace attesto_cli {

struct MasterKey {
  attesto::Sealer sealer;
  bool created;
};

/// Loads the master key; makes it if the file is missing and nothing in the registry was sealed
/// with it. A lost master key is a case for the backup: a new one would hide the loss.
[[nodiscard]] std::expected<MasterKey, Failure> ensure_master_key(const std::string& path,
                                                                  const attesto::Registry& registry,
                                                                  attesto::Random& random);

}  // namespace attesto_cli
